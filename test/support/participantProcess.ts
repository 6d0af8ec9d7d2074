// Drives `participantChild.ts` from a test: its newest snapshot, waiting for one, commands, signals.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import type { ParticipantSnapshot } from '../../src/service/serviceTypes.ts';
import type { ChildOptions } from './participantChild.ts';
import { cleanUp, snapshotWhere } from './serviceFixture.ts';

const SCRIPT = path.join(import.meta.dirname, 'participantChild.ts');

export class ParticipantProcess {
  readonly child: ChildProcess;
  readonly #listeners = new Set<(snapshot: ParticipantSnapshot) => void>();
  readonly #waiting: (() => void)[] = [];
  #snapshot = { role: 'joining' } as ParticipantSnapshot;

  constructor(t: TestContext, options: ChildOptions) {
    this.child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', process.env.LUNAROUTE_TEST_LOG === undefined ? 'ignore' : 'inherit'],
    });
    if (this.child.stdout === null) throw new Error('no output');
    createInterface({ input: this.child.stdout }).on('line', line => {
      if (line === 'done') return this.#waiting.shift()?.();
      this.#snapshot = JSON.parse(line) as ParticipantSnapshot;
      for (const listener of this.#listeners) listener(this.#snapshot);
    });
    cleanUp(t, () => this.kill('SIGKILL'));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get snapshot(): ParticipantSnapshot {
    return this.#snapshot;
  }

  onChange(listener: (snapshot: ParticipantSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  where(accepts: (snapshot: ParticipantSnapshot) => boolean): Promise<ParticipantSnapshot> {
    return snapshotWhere<ParticipantSnapshot>(this, accepts);
  }

  /** Resolves when this process owns or is attached, and something listens. */
  ready(role: 'owner' | 'attached'): Promise<ParticipantSnapshot> {
    return this.where(
      snapshot => snapshot.role === role && snapshot.url !== null && snapshot.state !== 'starting',
    );
  }

  /** Resolves when the process has done it. */
  async command(command: 'start' | 'stop' | 'pause' | 'private' | 'resume' | 'close'): Promise<void> {
    const isDone = new Promise<void>(resolve => this.#waiting.push(resolve));
    this.child.stdin?.write(`${command}\n`);
    await isDone;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }
}
