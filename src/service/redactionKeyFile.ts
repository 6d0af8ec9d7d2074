// Where the command line keeps its redaction key: a file in the data folder that only this user can read.
import fs from 'node:fs/promises';
import path from 'node:path';
import { errorCode, LunaRouteError } from '../protocol/errors.ts';
import type { RedactionKeys } from '../protocol/redaction.ts';
import { createFile, replaceFile } from './atomicFile.ts';
import { newKeys, parseKeys } from './redactionKeys.ts';

export function redactionKeyPath(dataFolder: string): string {
  return path.join(dataFolder, 'redaction-key');
}

/**
 * Reads the keys, null when there are none yet.
 * @throws LunaRouteError `redaction_key_invalid` for a file that holds something else
 */
export async function readRedactionKeys(dataFolder: string): Promise<RedactionKeys | null> {
  const file = redactionKeyPath(dataFolder);
  try {
    return parseKeys(await fs.readFile(file, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    if (!(error instanceof LunaRouteError)) throw error;
    throw new LunaRouteError(
      error.code,
      `${file} holds no redaction key. Put the right file back, or delete it.`,
    );
  }
}

export async function readOrCreateRedactionKeys(dataFolder: string): Promise<RedactionKeys> {
  const known = await readRedactionKeys(dataFolder);
  if (known !== null) return known;
  const fresh = newKeys();
  if (await createFile(redactionKeyPath(dataFolder), `${JSON.stringify(fresh)}\n`)) return fresh;
  return (await readRedactionKeys(dataFolder)) ?? fresh;
}

export async function writeRedactionKeys(dataFolder: string, keys: RedactionKeys): Promise<void> {
  await replaceFile(redactionKeyPath(dataFolder), `${JSON.stringify(keys)}\n`);
}
