// Where other programs keep the logs that can be imported.
import path from 'node:path';

/** Claude Code's, and those of the Rust LunaRoute. They need not exist. */
export function logFolders(home: string): string[] {
  return [path.join(home, '.claude', 'projects'), path.join(home, '.lunaroute', 'sessions')];
}
