// Demo sessions cost nobody anything: they are in no sum, save where there is nothing else to show.
import type { StatsQuery } from '../../../protocol/api.ts';
import type { SqlDatabase } from '../sqlEngine.ts';

/** Keys of demo sessions, for SQL. */
export const DEMO_SESSIONS = "SELECT key FROM sessions WHERE origin = 'demo'";

/** `excluded` are not summed up; `isDemo`: nothing else is. */
export interface DemoShare {
  excluded: ReadonlySet<number>;
  isDemo: boolean;
}

const NONE: ReadonlySet<number> = new Set();

export function demoShare(database: SqlDatabase, { origin }: StatsQuery): DemoShare {
  if (origin !== undefined) return { excluded: NONE, isDemo: origin === 'demo' };
  const demos = database.all<{ key: number }>(DEMO_SESSIONS);
  if (demos.length === 0) return { excluded: NONE, isDemo: false };
  const isAlone = database.get("SELECT 1 AS found FROM sessions WHERE origin <> 'demo' LIMIT 1") === null;
  return isAlone
    ? { excluded: NONE, isDemo: true }
    : { excluded: new Set(demos.map(({ key }) => key)), isDemo: false };
}
