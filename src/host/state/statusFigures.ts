// The figures beside the status bar's icon: of today, of this window's newest session, or of its workspace.
import * as vscode from 'vscode';
import type { CostFields, Totals } from '../../protocol/api.ts';
import { errorMessage } from '../../protocol/errors.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { Log } from '../../service/serviceTypes.ts';
import type { Figures } from './figuresText.ts';
import { windowLabels } from './recordingControls.ts';
import type { ServiceView } from './serviceView.ts';

type Scope = Settings['statusBar.shows'];

/** At most so often asked; the index changes more often while several streams end. */
const READ_MS = 1000;
const NEWEST = 5;

export class StatusFigures implements vscode.Disposable {
  readonly #api: ApiClient;
  readonly #scope: () => Scope;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposed = new AbortController();
  #figures: Figures | null = null;
  #readKey = '';
  #wantedKey = '';
  #timer: NodeJS.Timeout | null = null;
  readonly onDidChange = this.#changed.event;

  constructor(api: ApiClient, scope: () => Scope, log: Log) {
    this.#api = api;
    this.#scope = scope;
    this.#log = log;
  }

  /** Null where today's are to be shown, which every snapshot has. */
  get current(): Figures | null {
    return this.#scope() === 'today' ? null : this.#figures;
  }

  /** Reads them again if the index has changed since. */
  show({ live }: ServiceView): void {
    const scope = this.#scope();
    this.#wantedKey = live === null || scope === 'today' ? '' : `${scope} ${live.pid} ${live.revision}`;
    if (this.#wantedKey === '' || this.#wantedKey === this.#readKey || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#wantedKey !== this.#readKey && this.#wantedKey !== '') void this.#readAgain();
    }, READ_MS);
    void this.#readAgain();
  }

  dispose(): void {
    this.#disposed.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  async #readAgain(): Promise<void> {
    this.#readKey = this.#wantedKey;
    try {
      this.#figures = await (this.#scope() === 'session' ? this.#ofSession() : this.#ofWorkspace());
      this.#changed.fire();
    } catch (error) {
      this.#readKey = '';
      if (!this.#disposed.signal.aborted)
        this.#log('debug', `The status bar's figures could not be read: ${errorMessage(error)}`);
    }
  }

  /** The one with the latest activity among the newest of this window's folder. */
  async #ofSession(): Promise<Figures | null> {
    const [workspace] = windowLabels();
    const query = { workspace, sort: 'newest', limit: NEWEST };
    const { sessions } = await this.#api.sessions(query, this.#disposed.signal);
    const [latest] = sessions.toSorted((a, b) => b.ended_at.localeCompare(a.ended_at));
    return latest === undefined ? null : figuresOf('session', latest, latest.title);
  }

  async #ofWorkspace(): Promise<Figures | null> {
    const [workspace] = windowLabels();
    const { totals } = await this.#api.stats({ workspace, days: 1 }, this.#disposed.signal);
    return figuresOf('workspace', totals, workspace ?? null);
  }
}

function figuresOf(
  scope: Figures['scope'],
  row: Pick<Totals, 'total_tokens' | 'request_count'> & CostFields,
  name: string | null,
): Figures {
  const { total_tokens, request_count, cost_usd, cost_incomplete } = row;
  return { scope, name, total_tokens, request_count, cost_usd, cost_incomplete };
}
