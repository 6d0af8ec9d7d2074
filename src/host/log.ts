// What service and editor parts write to the output channel "LunaRoute".
import type { LogOutputChannel } from 'vscode';
import type { LogLevel } from '../protocol/workers.ts';
import type { Log } from '../service/serviceTypes.ts';

const KEPT_LINES = 30;
const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** The newest warnings and errors, for reports. */
export class LatestTroubles {
  readonly #lines: string[] = [];

  get lines(): readonly string[] {
    return this.#lines;
  }

  add(level: LogLevel, message: string): void {
    if (level !== 'warn' && level !== 'error') return;
    this.#lines.push(`${new Date().toISOString()} ${level} ${message}`);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }
}

/** @param leastLevel asked for every message, because the setting may change */
export function createLog(
  channel: LogOutputChannel,
  leastLevel: () => LogLevel,
  troubles: LatestTroubles,
): Log {
  return (level, message) => {
    troubles.add(level, message);
    if (LEVELS.indexOf(level) < LEVELS.indexOf(leastLevel())) return;
    try {
      channel[level](message);
    } catch {
      // The window has closed its end already: leaving must go on, and nobody could read it any more.
    }
  };
}
