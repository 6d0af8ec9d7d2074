// What a command gets from the entry: nothing in this room looks at the process by itself.
import type { Writable } from 'node:stream';
import type { WorkerPaths } from '../service/workerPaths.ts';

export interface RunningDemo {
  url: string;
  close(): Promise<void>;
}

export interface CliContext {
  version: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** For what was asked for; everything else goes to `stderr`. */
  stdout: Writable;
  stderr: Writable;
  paths: WorkerPaths;
  startDemo(port: number): Promise<RunningDemo>;
  /** Aborts at the first SIGINT or SIGTERM; the entry exits at once at the second. */
  stopSignal: AbortSignal;
  now(): number;
}

export type Command = (args: string[], context: CliContext) => Promise<void>;

export function writeLine(stream: Writable, line: string): void {
  stream.write(`${line}\n`);
}
