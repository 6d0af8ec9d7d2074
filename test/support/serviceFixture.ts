// What tests of the service share: a data folder that is removed, fake workers, waiting for a state.
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { DEFAULT_SETTINGS, type Settings } from '../../src/protocol/settings.ts';
import type { ServiceConfig, Unsubscribe } from '../../src/service/serviceTypes.ts';
import type { WorkerPaths } from '../../src/service/workerPaths.ts';

export const FAKE_WORKERS: WorkerPaths = {
  gateway: path.join(import.meta.dirname, 'fakeGateway.ts'),
  recorder: path.join(import.meta.dirname, 'fakeRecorder.ts'),
  demo: '',
  sqlWasm: '',
};

const cleanUps = new WeakMap<TestContext, (() => unknown)[]>();

/** Runs after the test, the last registered first: processes end before their folder goes. */
export function cleanUp(t: TestContext, action: () => unknown): void {
  const known = cleanUps.get(t);
  if (known !== undefined) {
    known.push(action);
    return;
  }
  const actions = [action];
  cleanUps.set(t, actions);
  t.after(async () => {
    for (const each of actions.reverse()) await each();
  });
}

/** A new folder, removed after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'lunaroute-test-'));
  cleanUp(t, () => fs.rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Free port, no proxy; `changes` over the defaults. */
export function testConfig(changes: Partial<Settings> = {}): ServiceConfig {
  return {
    settings: { ...DEFAULT_SETTINGS, port: 0, ...changes },
    network: { httpProxy: null, httpsProxy: null, noProxy: [], isStrictTls: true, extraCertificates: [] },
  };
}

interface Observable<T> {
  readonly snapshot: T;
  onChange(listener: (snapshot: T) => void): Unsubscribe;
}

/** Resolves with the first snapshot, now or later, that `accepts` likes. */
export function snapshotWhere<T>(source: Observable<T>, accepts: (snapshot: T) => boolean): Promise<T> {
  if (accepts(source.snapshot)) return Promise.resolve(source.snapshot);
  return new Promise(resolve => {
    const unsubscribe = source.onChange(snapshot => {
      if (!accepts(snapshot)) return;
      unsubscribe();
      resolve(snapshot);
    });
  });
}
