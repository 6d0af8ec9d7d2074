// Makes, reads and rotates redaction keys, wherever they are kept.
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { keyIdOf } from '../core/redaction/keyId.ts';
import { LunaRouteError } from '../protocol/errors.ts';
import type { RedactionKeys } from '../protocol/redaction.ts';

const SECRET_BYTES = 32;
/** A data folder that was not opened for so many rotations keeps its old values closed. */
const KEPT_KEYS = 8;

const secret = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const keysSchema = z.object({ current: secret, previous: z.array(secret), forgotten: z.array(z.string()) });

export function newKeys(): RedactionKeys {
  return { current: newSecret(), previous: [], forgotten: [] };
}

/** @throws LunaRouteError `redaction_key_invalid` */
export function parseKeys(text: string): RedactionKeys {
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new LunaRouteError('redaction_key_invalid', 'The redaction key is damaged.', { cause: error });
  }
}

/** @param keepsValues false: what was redacted until now can never be revealed again, by anybody */
export function rotateKeys(keys: RedactionKeys, keepsValues: boolean): RedactionKeys {
  const old = [keys.current, ...keys.previous];
  if (!keepsValues) {
    return { current: newSecret(), previous: [], forgotten: [...old.map(keyIdOf), ...keys.forgotten] };
  }
  return { ...keys, current: newSecret(), previous: old.slice(0, KEPT_KEYS) };
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}
