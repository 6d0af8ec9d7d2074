// Names a redaction secret without giving it away, as vaults do in their file names.
import { hkdfSync } from 'node:crypto';

const ID_BYTES = 8;

/** Bytes for one purpose: what is derived for one says nothing about the others. @param secret 64 hex digits */
export function deriveFromSecret(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', `lunaroute ${purpose}`, bytes));
}

/** 16 hex digits. */
export function keyIdOf(secret: string): string {
  return deriveFromSecret(secret, 'key id', ID_BYTES).toString('hex');
}
