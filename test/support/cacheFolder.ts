// Installs large tools once into the cache folder, safe against parallel runs and interrupted installs.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode, isAlive } from './processes.ts';
import { CACHE_FOLDER } from './project.ts';

/**
 * The folder `.vscode-test/<name>`, filled by `install` if it is not there yet. The folder appears only when
 * `install` has succeeded: it works in a temporary folder that is renamed afterwards.
 */
export async function installOnce(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(CACHE_FOLDER, name);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE_FOLDER, { recursive: true });
  const unlock = await lock(path.join(CACHE_FOLDER, `${name}.lock`));
  try {
    if (existsSync(folder)) return folder;
    const unfinished = path.join(CACHE_FOLDER, `${name}.installing`);
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await install(unfinished);
    await rename(unfinished, folder);
    return folder;
  } finally {
    await unlock();
  }
}

/** Waits until `file` can be created as a lock; a lock whose process is gone is taken over. */
async function lock(file: string): Promise<() => Promise<void>> {
  const release = () => rm(file, { force: true });
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return release;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    await delay(500);
    if (await isAbandoned(file)) await release();
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(error => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  const pid = Number.parseInt(text, 10);
  // Empty: its process is between creating the file and writing to it.
  return !Number.isNaN(pid) && !isAlive(pid);
}
