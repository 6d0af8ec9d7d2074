// The file of a vault: a header that names its key, then one encrypted value a line, only ever appended to.
import { closeSync, constants, fchmodSync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { errorCode } from '../../protocol/errors.ts';
import { NO_FOLLOW } from '../journal/privateFiles.ts';

const FORMAT = 1;
const NAME = /^vault-([0-9a-f]{16})\.jsonl$/;

const entryLine = z.object({ token: z.string(), value: z.string() });

export function vaultName(keyId: string): string {
  return `vault-${keyId}.jsonl`;
}

/** Encrypted values by token, the newest of each; lines that are damaged are left out. Empty without a file. */
export async function readVault(dataFolder: string, keyId: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  let text: string;
  try {
    text = await readFile(path.join(dataFolder, vaultName(keyId)), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return entries;
    throw error;
  }
  for (const line of text.split('\n')) {
    const entry = readEntry(line);
    if (entry !== null) entries.set(entry.token, entry.value);
  }
  return entries;
}

function readEntry(line: string): z.infer<typeof entryLine> | null {
  try {
    const parsed = entryLine.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Ids of the keys that vaults of this folder were written with. */
export async function listVaults(dataFolder: string): Promise<string[]> {
  const names = await readdir(dataFolder).catch(() => []);
  return names.map(name => NAME.exec(name)?.[1]).filter(id => id !== undefined);
}

export async function removeVault(dataFolder: string, keyId: string): Promise<void> {
  await rm(path.join(dataFolder, vaultName(keyId)), { force: true });
}

/**
 * Writes at once, so that a token never reaches the journal before its value is kept.
 * @throws what the file system throws; nothing counts as written then
 */
export class VaultAppender {
  readonly #file: string;
  readonly #keyId: string;
  #descriptor: number | null = null;

  constructor(dataFolder: string, keyId: string) {
    this.#file = path.join(dataFolder, vaultName(keyId));
    this.#keyId = keyId;
  }

  append(entries: readonly { token: string; value: string }[]): void {
    const descriptor = this.#open();
    const lines = entries.map(({ token, value }) => `${JSON.stringify({ token, value })}\n`);
    writeWhole(descriptor, lines.join(''));
  }

  /** Survives a power cut from here on. */
  sync(): void {
    if (this.#descriptor !== null) fdatasyncSync(this.#descriptor);
  }

  close(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #open(): number {
    if (this.#descriptor !== null) return this.#descriptor;
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW;
    const descriptor = openSync(this.#file, flags, 0o600);
    try {
      if (process.platform !== 'win32') fchmodSync(descriptor, 0o600);
      const header = { format: FORMAT, key_id: this.#keyId };
      // A line that a crash has cut must not swallow the next one.
      writeWhole(descriptor, fstatSync(descriptor).size === 0 ? `${JSON.stringify(header)}\n` : '\n');
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    this.#descriptor = descriptor;
    return descriptor;
  }
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
