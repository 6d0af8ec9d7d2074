// Finds the logs below a folder, those of one session beside each other.
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, LunaRouteError } from '../../protocol/errors.ts';

export interface LogFile {
  path: string;
  size: number;
  mtimeMs: number;
}

const MAX_DEPTH = 12;

/**
 * `.jsonl` files below `folder`, or the one that it is. Links are not followed. A session's own log comes before those
 * in the folder named after it: `.` sorts before `/`.
 * @throws LunaRouteError `not_found`
 */
export async function findLogs(folder: string, signal: AbortSignal): Promise<LogFile[]> {
  const logs: LogFile[] = [];
  try {
    await collect(folder, 0, logs, signal);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new LunaRouteError('not_found', `There is no folder ${folder}.`);
  }
  return logs.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function collect(name: string, depth: number, logs: LogFile[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const facts = await lstat(name);
  if (facts.isFile() && name.endsWith('.jsonl')) {
    logs.push({ path: name, size: facts.size, mtimeMs: facts.mtimeMs });
  }
  if (!facts.isDirectory() || depth > MAX_DEPTH) return;
  for (const entry of await readdir(name)) {
    try {
      await collect(path.join(name, entry), depth + 1, logs, signal);
    } catch (error) {
      // Gone meanwhile, or not ours to read: the others are imported all the same.
      if (!['ENOENT', 'EACCES', 'EPERM'].includes(errorCode(error))) throw error;
    }
  }
}
