// Which settings were changed since the proxy started and apply only when it starts again.
import { RESTART_SETTINGS, type Settings } from '../../protocol/settings.ts';
import { SETTINGS_SECTION } from '../ids.ts';
import { changedSettings } from '../settings.ts';
import type { Translate } from '../translate.ts';
import type { ServiceView } from './serviceView.ts';

export class PendingRestart {
  readonly #settings: () => Settings;
  #applied: Settings;
  #isNetworkChanged = false;
  #start = '';
  #port: number | null = null;

  /** @param settings as they are now */
  constructor(settings: () => Settings) {
    this.#settings = settings;
    this.#applied = settings();
  }

  /** A start takes over all there is; so does another owner. */
  show({ participant }: ServiceView): void {
    const { state, ownerPid, url, port } = participant;
    const start = state === 'running' ? `${ownerPid} ${url}` : '';
    this.#port = port;
    if (start !== '' && start === this.#start) return;
    this.#start = start;
    this.#applied = this.#settings();
    this.#isNetworkChanged = false;
  }

  /** The editor's own `http.*` settings changed. */
  networkChanged(): void {
    this.#isNetworkChanged = this.#start !== '';
  }

  /** Names for a person; a value that is set back is not among them, nor the port that is in use by now. */
  names(t: Translate): string[] {
    if (this.#start === '') return [];
    const now = this.#settings();
    const keys = changedSettings(this.#applied, now).filter(
      key => RESTART_SETTINGS.includes(key) && (key !== 'port' || now.port !== this.#port),
    );
    const names = keys.map(key => `${SETTINGS_SECTION}.${key}`);
    return this.#isNetworkChanged ? [...names, t('the proxy settings of the editor')] : names;
  }
}
