// The recorder's redaction as the settings have it now: rules, key and vault, changeable while it runs.
import { changeStrings, isJson } from '../../core/redaction/jsonText.ts';
import { createRedact, REDACT_NOTHING, type Redact } from '../../core/redaction/redactor.ts';
import { errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import {
  makesTokens,
  type RedactionKeys,
  type RedactionOptions,
  TOKEN_IN_TEXT,
} from '../../protocol/redaction.ts';
import type { LogLevel, RecorderProblem } from '../../protocol/workers.ts';
import type { RecordingStatus } from '../recordingStatus.ts';
import { RedactionKey } from './redactionKey.ts';
import { Vault } from './vault.ts';
import { listVaults, readVault, removeVault } from './vaultFile.ts';

type Log = (level: LogLevel, message: string) => void;

export class Redaction {
  readonly #dataFolder: string;
  /** False once another process owns the folder. */
  readonly #mayWrite: () => boolean;
  readonly #status: Pick<RecordingStatus, 'setRedactionProblem'>;
  readonly #log: Log;
  #redact: Redact = REDACT_NOTHING;
  #vault: Vault | null = null;
  #ruleProblem: RecorderProblem | null = null;
  #vaultProblem: RecorderProblem | null = null;

  constructor(
    dataFolder: string,
    mayWrite: () => boolean,
    status: Pick<RecordingStatus, 'setRedactionProblem'>,
    log: Log,
  ) {
    this.#dataFolder = dataFolder;
    this.#mayWrite = mayWrite;
    this.#status = status;
    this.#log = log;
  }

  /** The rules of this moment: a request keeps them to its end. */
  get redact(): Redact {
    return this.#redact;
  }

  /** Applies rules and keys. Nothing is redacted less than the rules say, whatever fails. */
  async configure({ rules, keys }: RedactionOptions): Promise<void> {
    this.#ruleProblem = null;
    await this.#openVault(keys);
    if (this.#vault === null && makesTokens(rules)) {
      const message = 'There is no redaction key: values are masked instead of becoming tokens.';
      this.#ruleProblem = { code: 'redaction_key_missing', message };
    }
    this.#redact = createRedact(
      rules,
      (label, value) => this.#vault?.tokenize(label, value) ?? null,
      (name, reason) => {
        const message = `The redaction pattern "${name}" can't be used and does nothing: ${reason}`;
        this.#ruleProblem = { code: 'redaction_pattern', message };
      },
    );
    this.#tell();
  }

  /**
   * The value behind a token.
   * @param token with or without its brackets
   * @throws LunaRouteError `not_found`, or `redaction_key_missing` when it was made with a key that this machine lacks
   */
  async reveal(token: string): Promise<string> {
    const bare = token.replace(/^\[|\]$/g, '');
    const value = this.#vault?.reveal(bare) ?? null;
    if (value !== null) return value;
    for (const id of await listVaults(this.#dataFolder)) {
      if (id === this.#vault?.keyId || !(await readVault(this.#dataFolder, id)).has(bare)) continue;
      const message = `[${bare}] was made with the key ${id}, which this machine does not have. Without it nobody can reveal the value.`;
      throw new LunaRouteError('redaction_key_missing', message);
    }
    throw new LunaRouteError('not_found', `No value is kept for [${bare}].`);
  }

  /** A recorded text with the tokens in it replaced by their values; those that can't be revealed stay. */
  revealAll(text: string): string {
    const plain = (part: string) =>
      part.replace(TOKEN_IN_TEXT, token => this.#vault?.reveal(token.slice(1, -1)) ?? token);
    return isJson(text) ? changeStrings(text, plain) : plain(text);
  }

  /** Forgets all values behind tokens, whatever key they were kept with: nothing recorded refers to them any more. */
  async forgetValues(): Promise<void> {
    this.#vault?.forgetAll();
    for (const id of await listVaults(this.#dataFolder)) await removeVault(this.#dataFolder, id);
  }

  /** Lets nothing that is on the disk refer to what is not. */
  flush(): void {
    this.#vault?.sync();
  }

  close(): void {
    this.#vault?.close();
  }

  async #openVault(keys: RedactionKeys | null): Promise<void> {
    const dataFolder = this.#dataFolder;
    const mayWrite = this.#mayWrite;
    this.#vault?.close();
    this.#vault = null;
    if (keys === null) return;
    const onProblem = (reason: string | null): void => {
      const message = `Redacted values can't be kept at the moment: ${reason}`;
      this.#vaultProblem = reason === null ? null : { code: 'vault_failed', message };
      this.#tell();
    };
    try {
      this.#vault = await Vault.open(keys.current, { dataFolder, mayWrite, onProblem });
      if (mayWrite()) await moveOldValues(dataFolder, keys, this.#vault, this.#log);
    } catch (error) {
      onProblem(errorMessage(error));
    }
  }

  #tell(): void {
    this.#status.setRedactionProblem(this.#ruleProblem ?? this.#vaultProblem);
  }
}

/** Values kept under earlier keys move to the current one, so that those keys open nothing any more. */
async function moveOldValues(dataFolder: string, keys: RedactionKeys, vault: Vault, log: Log): Promise<void> {
  const present = await listVaults(dataFolder);
  for (const id of keys.forgotten) {
    if (id === vault.keyId || !present.includes(id)) continue;
    await removeVault(dataFolder, id);
    log('info', `The values of redaction key ${id} are forgotten.`);
  }
  for (const secret of keys.previous) {
    const old = new RedactionKey(secret);
    if (old.id === vault.keyId || !present.includes(old.id) || keys.forgotten.includes(old.id)) continue;
    for (const [token, entry] of await readVault(dataFolder, old.id)) {
      const value = old.decrypt(token, entry);
      if (value !== null) vault.keep(token, value);
    }
    // Gone only when the new file has it all.
    if (!vault.sync()) continue;
    await removeVault(dataFolder, old.id);
    log('info', `The values of redaction key ${old.id} were moved to key ${vault.keyId}.`);
  }
}
