// Owns a data folder for a while, so that nothing runs on it and nobody can begin to.
import { LunaRouteError } from '../protocol/errors.ts';
import { contend, type OwnedLease } from './lease.ts';
import { IDLE_SNAPSHOT, type Log } from './serviceTypes.ts';

export interface HoldOptions {
  dataFolder: string;
  version: string;
  log: Log;
  signal: AbortSignal;
}

const LOCK_TIMES = { greetMs: 3000, pingMs: 10_000 };

/** The caller releases it. @throws LunaRouteError `data_folder_in_use` */
export async function holdDataFolder({ dataFolder, version, log, signal }: HoldOptions): Promise<OwnedLease> {
  const contention = await contend(
    {
      dataFolder,
      version,
      times: LOCK_TIMES,
      log,
      now: Date.now,
      snapshot: () => IDLE_SNAPSHOT,
      handOver: () => Promise.resolve(false),
    },
    () => log('warn', 'Another process has taken over the data folder that was held.'),
    signal,
  );
  if (contention.role === 'owner') return contention.lease;
  const { pid } = contention.connection.welcome;
  contention.connection.close();
  const message = `Process ${pid} uses the data folder. Close the other windows, or stop it, and try again.`;
  throw new LunaRouteError('data_folder_in_use', message);
}
