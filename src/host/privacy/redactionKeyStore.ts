// The redaction key in the editor's secret storage, made when a setting first needs it.
import * as vscode from 'vscode';
import { errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import type { RedactionKeys } from '../../protocol/redaction.ts';
import { newKeys, parseKeys, rotateKeys } from '../../service/redactionKeys.ts';
import type { Log } from '../../service/serviceTypes.ts';

const SECRET_NAME = 'lunaroute.redactionKeys';

export class RedactionKeyStore implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  /** Also when another window changed it. */
  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, log: Log) {
    this.#secrets = secrets;
    this.#log = log;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key === SECRET_NAME) this.#changed.fire();
    });
  }

  /** Never rejects: without a key values are masked, and the recorder says so. @param isNeeded makes one */
  async read(isNeeded: boolean): Promise<RedactionKeys | null> {
    try {
      const known = await this.#stored();
      if (known !== null || !isNeeded) return known;
      await this.#store(newKeys());
      return await this.#stored();
    } catch (error) {
      this.#log('error', `The redaction key can't be used: ${errorMessage(error)}`);
      return null;
    }
  }

  /** @throws LunaRouteError `redaction_key_missing` when nothing was ever tokenized with a key of this machine */
  async rotate(keepsValues: boolean): Promise<void> {
    const keys = await this.#stored();
    if (keys === null)
      throw new LunaRouteError(
        'redaction_key_missing',
        vscode.l10n.t('There is no redaction key yet. It is made when a redaction setting is “tokenize”.'),
      );
    await this.#store(rotateKeys(keys, keepsValues));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #stored(): Promise<RedactionKeys | null> {
    const text = await this.#secrets.get(SECRET_NAME);
    return text === undefined ? null : parseKeys(text);
  }

  async #store(keys: RedactionKeys): Promise<void> {
    await this.#secrets.store(SECRET_NAME, JSON.stringify(keys));
  }
}
