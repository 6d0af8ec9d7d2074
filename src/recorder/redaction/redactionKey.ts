// What is derived from a redaction secret: a key for tokens, a key for the vault, and a name that gives neither away.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { deriveFromSecret, keyIdOf } from '../../core/redaction/keyId.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export class RedactionKey {
  /** 16 hex digits: names the vault that was written with this key. */
  readonly id: string;
  readonly #tokenKey: Buffer;
  readonly #vaultKey: Buffer;

  /** @param secret 32 bytes as 64 hex digits */
  constructor(secret: string) {
    this.id = keyIdOf(secret);
    this.#tokenKey = deriveFromSecret(secret, 'token', KEY_BYTES);
    this.#vaultKey = deriveFromSecret(secret, 'vault', KEY_BYTES);
  }

  /** 64 hex digits, the same for the same value of a kind. */
  digest(label: string, value: string): string {
    return createHmac('sha256', this.#tokenKey).update(`${label}\0${value}`).digest('hex');
  }

  /** @param token bound to the value: an entry can't be passed off as another's */
  encrypt(token: string, value: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#vaultKey, iv).setAAD(Buffer.from(`${this.id} ${token}`));
    return Buffer.concat([iv, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    );
  }

  /** Null when it was written with another key, for another token, or was damaged. */
  decrypt(token: string, entry: string): string | null {
    const bytes = Buffer.from(entry, 'base64');
    if (bytes.length < IV_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv(CIPHER, this.#vaultKey, bytes.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(`${this.id} ${token}`))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}
