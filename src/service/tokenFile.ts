// The API token of a data folder: made once, kept in a file that only this user can read.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { errorCode, LunaRouteError } from '../protocol/errors.ts';
import { createFile } from './atomicFile.ts';

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export function tokenPath(dataFolder: string): string {
  return path.join(dataFolder, 'token');
}

/** Reads the token, null when there is none yet. Throws `token_invalid` for a file that holds something else. */
export async function readToken(dataFolder: string): Promise<string | null> {
  const file = tokenPath(dataFolder);
  const text = await fs.readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const token = text.trim();
  if (!TOKEN.test(token))
    throw new LunaRouteError('token_invalid', `${file} holds no valid token. Delete it to get a new one.`);
  return token;
}

/** Several processes may call this at once and all get the same token. */
export async function readOrCreateToken(dataFolder: string): Promise<string> {
  const file = tokenPath(dataFolder);
  const existing = await readToken(dataFolder);
  if (existing !== null) {
    if (process.platform !== 'win32') await fs.chmod(file, 0o600);
    return existing;
  }
  const fresh = randomBytes(TOKEN_BYTES).toString('base64url');
  if (await createFile(file, `${fresh}\n`)) return fresh;
  const others = await readToken(dataFolder);
  if (others === null) throw new LunaRouteError('token_invalid', `${file} vanished while it was read.`);
  return others;
}
