// Gives values their tokens and, to whoever has the key, tokens their values.
import { errorMessage } from '../../protocol/errors.ts';
import { RedactionKey } from './redactionKey.ts';
import { readVault, VaultAppender } from './vaultFile.ts';

const MIN_DIGITS = 8;
const MORE_DIGITS = 4;
const ALL_DIGITS = 64;
const REMEMBERED = 10_000;
/** Values that could not be written yet; beyond this they are not revealed later. */
const MAX_WAITING = 10_000;

export interface VaultOptions {
  dataFolder: string;
  key: RedactionKey;
  entries: Map<string, string>;
  /** False once another process owns the folder. */
  mayWrite(): boolean;
  /** Null when the file can be written again. */
  onProblem(message: string | null): void;
}

export class Vault {
  readonly #options: VaultOptions;
  readonly #file: VaultAppender;
  /** Encrypted values by token without brackets. */
  readonly #entries: Map<string, string>;
  /** Digits by whole digest, so that a repeated value need not be decrypted and compared. */
  readonly #digits = new Map<string, string>();
  #waiting: { token: string; value: string }[] = [];

  constructor(options: VaultOptions) {
    this.#options = options;
    this.#entries = options.entries;
    this.#file = new VaultAppender(options.dataFolder, options.key.id);
  }

  static async open(
    secret: string,
    options: Pick<VaultOptions, 'dataFolder' | 'mayWrite' | 'onProblem'>,
  ): Promise<Vault> {
    const key = new RedactionKey(secret);
    return new Vault({ ...options, key, entries: await readVault(options.dataFolder, key.id) });
  }

  get keyId(): string {
    return this.#options.key.id;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The digits of the value's token: 8, or more where another value has those. */
  tokenize(label: string, value: string): string {
    const { key } = this.#options;
    const digest = key.digest(label, value);
    const known = this.#digits.get(digest);
    if (known !== undefined) return known;
    for (let length = MIN_DIGITS; length <= ALL_DIGITS; length += MORE_DIGITS) {
      const digits = digest.slice(0, length);
      const token = `${label}:${digits}`;
      const entry = this.#entries.get(token);
      if (entry !== undefined && key.decrypt(token, entry) !== value) continue;
      if (entry === undefined) this.keep(token, value);
      this.#remember(digest, digits);
      return digits;
    }
    return digest;
  }

  /** @param token without brackets @returns null when this vault does not have it */
  reveal(token: string): string | null {
    const entry = this.#entries.get(token);
    return entry === undefined ? null : this.#options.key.decrypt(token, entry);
  }

  /** Keeps a value under a token that texts have already. */
  keep(token: string, value: string): void {
    if (this.#entries.has(token)) return;
    const encrypted = this.#options.key.encrypt(token, value);
    this.#entries.set(token, encrypted);
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push({ token, value: encrypted });
    this.flush();
  }

  /** Writes what waits; what can't be written now waits for the next time. */
  flush(): void {
    if (this.#waiting.length === 0 || !this.#options.mayWrite()) return;
    try {
      this.#file.append(this.#waiting);
      this.#waiting = [];
      this.#options.onProblem(null);
    } catch (error) {
      this.#options.onProblem(errorMessage(error));
    }
  }

  /** @returns whether everything is on the disk */
  sync(): boolean {
    this.flush();
    if (this.#waiting.length > 0) return false;
    this.#file.sync();
    return true;
  }

  /** Forgets every value; the caller removes the file, and the next value begins another. */
  forgetAll(): void {
    this.#entries.clear();
    this.#digits.clear();
    this.#waiting = [];
    this.#file.close();
  }

  close(): void {
    this.flush();
    this.#file.close();
  }

  #remember(digest: string, digits: string): void {
    this.#digits.set(digest, digits);
    const [oldest] = this.#digits.keys();
    if (this.#digits.size > REMEMBERED && oldest !== undefined) this.#digits.delete(oldest);
  }
}
