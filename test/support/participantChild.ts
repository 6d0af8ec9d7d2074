// A process that joins a data folder with fake workers; prints a snapshot a line, takes commands from stdin.
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Participant } from '../../src/service/participant.ts';
import type { InitialState } from '../../src/service/serviceTypes.ts';
import { workerPathsFor } from '../../src/service/workerPaths.ts';
import { FAKE_WORKERS, testConfig } from './serviceFixture.ts';

const REAL_WORKERS = workerPathsFor(path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts'));

export interface ChildOptions {
  dataFolder: string;
  version?: string;
  initial?: InitialState;
  port?: number;
  isExclusive?: boolean;
  /** Gateway and recorder themselves, not their fakes. */
  isReal?: boolean;
  /** Base URL of the Anthropic upstream. */
  upstream?: string;
  lockTimes?: { greetMs: number; pingMs: number };
}

async function main(options: ChildOptions): Promise<void> {
  const participant = new Participant({
    version: options.version ?? '1.0.0',
    dataFolder: options.dataFolder,
    paths: options.isReal ? REAL_WORKERS : FAKE_WORKERS,
    isExclusive: options.isExclusive ?? false,
    readConfig: async () =>
      testConfig({
        port: options.port ?? 0,
        ...(options.upstream === undefined ? {} : { 'upstream.anthropic': options.upstream }),
      }),
    log: (level, message) => void process.stderr.write(`${process.pid} ${level} ${message}\n`),
    ...(options.lockTimes === undefined ? {} : { lockTimes: options.lockTimes }),
  });
  const print = (line: unknown) => void process.stdout.write(`${JSON.stringify(line)}\n`);
  participant.onChange(print);
  createInterface({ input: process.stdin }).on('line', async command => {
    if (command === 'close') await participant.close(0);
    else if (isControl(command)) await participant[command]();
    process.stdout.write('done\n');
    if (command === 'close') process.exit(0);
  });
  try {
    await participant.join(options.initial ?? 'running');
    print(participant.snapshot);
  } catch (error) {
    print({ role: 'rejected', error: error instanceof Error ? error.message : String(error) });
    await participant.close(0);
    process.exit(3);
  }
}

function isControl(command: string): command is 'start' | 'stop' | 'pause' | 'private' | 'resume' {
  return ['start', 'stop', 'pause', 'private', 'resume'].includes(command);
}

void main(JSON.parse(process.argv[2] ?? '{}') as ChildOptions);
