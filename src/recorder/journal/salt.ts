// The data folder's own secret, under which blocks and keys get identities that mean nothing elsewhere.
import { createHmac, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../protocol/errors.ts';
import { NO_FOLLOW } from './privateFiles.ts';

const SALT_FILE = 'salt';
const SALT = /^[0-9a-f]{64}$/;

export class Salt {
  private readonly key: Buffer;

  /** @param hex 32 bytes as 64 hex digits */
  constructor(hex: string) {
    this.key = Buffer.from(hex, 'hex');
  }

  /** The first `digits` hex digits of the text's HMAC-SHA-256. */
  fingerprint(text: string, digits: number): string {
    return createHmac('sha256', this.key).update(text).digest('hex').slice(0, digits);
  }
}

/** Reads the folder's salt, or makes one (0600); one that was damaged is replaced, which only ends comparisons. */
export async function openSalt(dataFolder: string): Promise<Salt> {
  const name = path.join(dataFolder, SALT_FILE);
  const handle = await open(name, constants.O_RDWR | constants.O_CREAT | NO_FOLLOW, 0o600);
  try {
    const known = (await handle.readFile('utf8')).trim();
    if (SALT.test(known)) return new Salt(known);
    const hex = randomBytes(32).toString('hex');
    await handle.truncate(0);
    await handle.write(`${hex}\n`, 0, 'utf8');
    await handle.sync();
    return new Salt(hex);
  } finally {
    await handle.close();
  }
}

/** A salt for as long as this process lives, when the data folder can't hold one. */
export function temporarySalt(): Salt {
  return new Salt(randomBytes(32).toString('hex'));
}

/** Whether the folder can't be written for a reason that may pass: the journal reports it and tries again. */
export function isFolderTrouble(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EDQUOT', 'EIO'].includes(
    errorCode(error),
  );
}
