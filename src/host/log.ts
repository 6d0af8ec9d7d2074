// What service and editor parts write to the output channel "LunaRoute".
import type { LogOutputChannel } from 'vscode';
import type { LogLevel } from '../protocol/workers.ts';
import type { Log } from '../service/serviceTypes.ts';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** @param leastLevel asked for every message, because the setting may change */
export function createLog(channel: LogOutputChannel, leastLevel: () => LogLevel): Log {
  return (level, message) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(leastLevel())) return;
    try {
      channel[level](message);
    } catch {
      // The window has closed its end already: leaving must go on, and nobody could read it any more.
    }
  };
}
