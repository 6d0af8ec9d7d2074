// Asks what to do with a base URL that the user had set already: adopt it as our upstream, or leave it alone.
import * as vscode from 'vscode';
import type { Settings } from '../../protocol/settings.ts';
import type { EditorSettings } from '../editorSettings.ts';
import {
  BASE_URL_VARIABLES,
  type BaseUrl,
  type BaseUrlProvider,
  canAdopt,
  displayUrl,
  normalizeBaseUrl,
} from './baseUrls.ts';

/** By `<provider> <url>`; an adopted one whose setting was changed since counts as not decided. */
type Decisions = Record<string, 'adopted' | 'left'>;
const DECISIONS_KEY = 'baseUrlDecisions';
const WARNED_KEY = 'repositoryBaseUrlsWarned';

/** For each provider, whether our variable may replace what is there. */
export type Permissions = Record<BaseUrlProvider, boolean>;

export class BaseUrlConsent {
  readonly #settings: EditorSettings;
  readonly #memento: vscode.Memento;
  readonly #asked = new Set<string>();

  constructor(settings: EditorSettings, memento: vscode.Memento) {
    this.#settings = settings;
    this.#memento = memento;
  }

  /** Without asking: a variable that leads elsewhere is ours to replace only if that place is our upstream. */
  permissions(found: readonly BaseUrl[]): Permissions {
    const isFree = (provider: BaseUrlProvider) =>
      found
        .filter(
          baseUrl =>
            baseUrl.provider === provider && baseUrl.source !== 'claudeSettings' && baseUrl.file === null,
        )
        .every(baseUrl => baseUrl.source !== 'repository' && this.#isAdopted(baseUrl));
    return { anthropic: isFree('anthropic'), openai: isFree('openai') };
  }

  /** The OpenAI upstream was taken over from `OPENAI_BASE_URL`, which Codex never used: it keeps its own. */
  isOpenaiAdopted(): boolean {
    const upstream = normalizeBaseUrl(this.#settings.settings['upstream.openai']);
    return this.#decisions()[`openai ${upstream}`] === 'adopted';
  }

  /** Asks about each place once; true when a setting was changed. */
  async ask(found: readonly BaseUrl[]): Promise<boolean> {
    let hasChanged = false;
    for (const baseUrl of found) {
      const key = decisionKey(baseUrl);
      if (baseUrl.source === 'repository') await this.#warn(baseUrl);
      else if (!this.#isDecided(baseUrl) && !this.#asked.has(key)) {
        this.#asked.add(key);
        hasChanged = (await this.#askOne(baseUrl)) || hasChanged;
      }
    }
    return hasChanged;
  }

  async #askOne(baseUrl: BaseUrl): Promise<boolean> {
    const { t } = vscode.l10n;
    const variable = BASE_URL_VARIABLES[baseUrl.provider];
    const place = displayUrl(baseUrl.url);
    const where =
      baseUrl.file ?? (baseUrl.source === 'environment' ? t('the environment') : t('the terminal settings'));
    if (!canAdopt(baseUrl)) {
      const text = t(
        "{0} in {1} points at {2}, which LunaRoute can't forward to. It is left alone, so these requests are not recorded.",
        variable,
        where,
        place,
      );
      void vscode.window.showInformationMessage(text);
      await this.#decide(baseUrl, 'left');
      return false;
    }
    const text = t(
      '{0} in {1} points at {2}. Should LunaRoute send all {3} requests there?',
      variable,
      where,
      place,
      baseUrl.provider === 'anthropic' ? 'Anthropic' : 'OpenAI',
    );
    const adopt = t('Use It as Upstream');
    const leave = t('Leave It Alone');
    const choice = await vscode.window.showInformationMessage(text, adopt, leave);
    if (choice === undefined) return false;
    await this.#decide(baseUrl, choice === adopt ? 'adopted' : 'left');
    if (choice !== adopt) return false;
    const key = `upstream.${baseUrl.provider}` satisfies keyof Settings;
    await this.#settings.update(key, normalizeBaseUrl(baseUrl.url));
    if (baseUrl.file !== null) await this.#tellToRemove(variable, baseUrl.file);
    return true;
  }

  /** Claude Code's own settings win over the environment: only the user may take the line out. */
  async #tellToRemove(variable: string, file: string): Promise<void> {
    const { t } = vscode.l10n;
    const open = t('Open File');
    const text = t(
      "To record Claude Code, remove {0} from {1}: it wins over the terminal's variable.",
      variable,
      file,
    );
    if ((await vscode.window.showInformationMessage(text, open)) === open)
      await vscode.window.showTextDocument(vscode.Uri.file(file));
  }

  /** Once for each file and address: what came with a folder decides where the user's key goes. */
  async #warn(baseUrl: BaseUrl): Promise<void> {
    const { t } = vscode.l10n;
    const warned = this.#memento.get<string[]>(WARNED_KEY, []);
    const key = `${baseUrl.file} ${baseUrl.url}`;
    if (warned.includes(key) || this.#asked.has(key)) return;
    this.#asked.add(key);
    const text = t(
      "This folder's {0} sets {1} to {2}. Agents started here send their key there, not through LunaRoute.",
      baseUrl.file ?? t('terminal settings'),
      BASE_URL_VARIABLES[baseUrl.provider],
      displayUrl(baseUrl.url),
    );
    const open = t('Open File');
    const known = t('I Know');
    const buttons = baseUrl.file === null ? [known] : [open, known];
    const choice = await vscode.window.showWarningMessage(text, ...buttons);
    if (choice === known) await this.#memento.update(WARNED_KEY, [...warned, key]);
    if (choice === open && baseUrl.file !== null)
      await vscode.window.showTextDocument(vscode.Uri.file(baseUrl.file));
  }

  #isDecided(baseUrl: BaseUrl): boolean {
    return this.#isAdopted(baseUrl) || this.#decisions()[decisionKey(baseUrl)] === 'left';
  }

  #isAdopted({ provider, url }: BaseUrl): boolean {
    const upstream = this.#settings.settings[`upstream.${provider}`];
    return normalizeBaseUrl(upstream) === normalizeBaseUrl(url);
  }

  #decisions(): Decisions {
    return this.#memento.get<Decisions>(DECISIONS_KEY, {});
  }

  async #decide(baseUrl: BaseUrl, decision: 'adopted' | 'left'): Promise<void> {
    await this.#memento.update(DECISIONS_KEY, { ...this.#decisions(), [decisionKey(baseUrl)]: decision });
  }
}

function decisionKey({ provider, url }: BaseUrl): string {
  return `${provider} ${normalizeBaseUrl(url)}`;
}
