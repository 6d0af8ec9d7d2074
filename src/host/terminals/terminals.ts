// Points new terminals at the proxy while it runs, by consent, and never longer.
import * as vscode from 'vscode';
import { errorMessage } from '../../protocol/errors.ts';
import type { Log } from '../../service/serviceTypes.ts';
import type { EditorSettings } from '../editorSettings.ts';
import type { ServiceView } from '../state/serviceView.ts';
import { BaseUrlConsent } from './baseUrlConsent.ts';
import type { CodexWrapper } from './codexWrapper.ts';
import { findBaseUrls } from './findBaseUrls.ts';
import { OpenTerminals } from './openTerminals.ts';
import { planTerminals } from './planTerminals.ts';
import { TerminalEnvironment } from './terminalEnvironment.ts';
import { askForTerminals } from './terminalsConsent.ts';

/** Where the proxy was last; known at activation, so that terminals which open then need no relaunch. */
const LAST_URL_KEY = 'lastProxyUrl';
/** A restart passes through `stopped`: only what lasts longer is worth a message. */
const STOPPED_FOR_GOOD_MS = 1500;

export interface TerminalsOptions {
  context: vscode.ExtensionContext;
  settings: EditorSettings;
  wrapper: CodexWrapper;
  log: Log;
  /** What clients put before their paths, with the token where one is needed; null while that isn't known. */
  proxyBase(url: string): string | null;
  /** Applies an adopted upstream. */
  restartProxy(): Promise<void>;
}

export class Terminals implements vscode.Disposable {
  readonly #options: TerminalsOptions;
  readonly environment: TerminalEnvironment;
  readonly #consent: BaseUrlConsent;
  readonly #open: OpenTerminals;
  readonly #subscriptions: vscode.Disposable[];
  #running: { url: string; ownerPid: number } | null = null;
  /** Address that terminals are given before the service has said whether it runs. */
  #anticipated: string | null = null;
  #work: Promise<void> = Promise.resolve();
  #hasAsked = false;
  #isWrapperInstalled: boolean | null = null;
  #stoppedTimer: NodeJS.Timeout | null = null;

  constructor(options: TerminalsOptions) {
    const { context, settings } = options;
    this.#options = options;
    this.environment = new TerminalEnvironment(context.environmentVariableCollection);
    this.#consent = new BaseUrlConsent(settings, context.globalState);
    this.#open = new OpenTerminals(() => this.environment.isApplied);
    this.#subscriptions = [
      this.#open,
      settings.onDidChange(() => this.#update()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && !this.#hasAsked && this.#update()),
    ];
  }

  /** Resolves when what was last shown has been applied; for tests. */
  get settled(): Promise<void> {
    return this.#work;
  }

  /** Before the service is up: the address of the last time, if the proxy is about to run there again. */
  anticipate(): void {
    const { settings } = this.#options.settings;
    const url = this.#options.context.globalState.get<string>(LAST_URL_KEY);
    if (url === undefined || settings.autoStart === 'never' || settings.terminals !== 'always') return;
    this.#open.adoptRestored();
    this.#anticipated = url;
    this.#enqueue(() => this.#apply(url));
  }

  show({ participant, failure }: ServiceView): void {
    if (participant.role === 'joining' || participant.state === 'starting') return;
    const { state, url, ownerPid } = participant;
    const isRunning = state === 'running' && url !== null && ownerPid !== null && failure === null;
    const next = isRunning ? { url, ownerPid } : null;
    const isSame = JSON.stringify(next) === JSON.stringify(this.#running);
    const isLeftOver = next === null && (this.#anticipated !== null || this.environment.isApplied);
    if (isSame && !isLeftOver) return;
    this.#running = next;
    this.#anticipated = null;
    if (next === null) this.#stopped();
    else this.#update();
  }

  /** On deactivation: tells the wrapper when the proxy ends with us, and takes the variables out. */
  async close(isOwner: boolean): Promise<void> {
    this.#running = null;
    this.#anticipated = null;
    // First what needs no editor: its end of the line may be gone, and then it drops the variables by itself.
    if (isOwner) await this.#options.wrapper.stopped();
    this.environment.clear();
  }

  dispose(): void {
    if (this.#stoppedTimer !== null) clearTimeout(this.#stoppedTimer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #stopped(): void {
    this.environment.clear();
    this.#enqueue(async () => {
      if (this.#running !== null) return;
      await this.#options.wrapper.stopped();
      await this.#options.context.globalState.update(LAST_URL_KEY, undefined);
    });
    if (this.#stoppedTimer !== null) clearTimeout(this.#stoppedTimer);
    this.#stoppedTimer = setTimeout(() => {
      if (this.#running === null) void this.#open.offerRelaunch();
    }, STOPPED_FOR_GOOD_MS);
  }

  #update(): void {
    this.#enqueue(async () => {
      const running = this.#running;
      if (running === null) return;
      const { terminals } = this.#options.settings.settings;
      if (terminals !== 'always') this.environment.clear();
      if (terminals === 'ask') this.#ask();
      if (terminals !== 'always') return;
      await this.#options.context.globalState.update(LAST_URL_KEY, running.url);
      await this.#apply(running.url);
    });
  }

  /** @throws what reading the user's files or writing the wrapper throws beyond the expected */
  async #apply(url: string): Promise<void> {
    const base = this.#options.proxyBase(url);
    if (base === null) return;
    const found = await findBaseUrls();
    const permissions = this.#consent.permissions(found);
    const isWrapped = (await this.#installWrapper()) && !this.#consent.isOpenaiAdopted();
    // It may have been stopped while the files were read.
    if ((this.#running?.url ?? this.#anticipated) !== url) return;
    const plan = planTerminals(base, permissions, isWrapped ? this.#options.wrapper.folder : null);
    this.environment.apply(
      plan,
      vscode.l10n.t('Points Claude Code, Codex and SDKs at LunaRoute ({0}).', url),
    );
    if (this.#running === null) return;
    // Terminals that have the wrapper on their PATH already must hear of both.
    if (isWrapped) await this.#options.wrapper.listening(this.#running.ownerPid, base);
    else await this.#options.wrapper.stopped();
    this.#askAboutBaseUrls(found);
  }

  async #installWrapper(): Promise<boolean> {
    if (this.#isWrapperInstalled !== null) return this.#isWrapperInstalled;
    try {
      await this.#options.wrapper.install();
      this.#isWrapperInstalled = true;
    } catch (error) {
      this.#options.log(
        'warn',
        `Codex is left alone, its wrapper could not be written: ${errorMessage(error)}`,
      );
      this.#isWrapperInstalled = false;
    }
    return this.#isWrapperInstalled;
  }

  /** Questions wait for the user, nothing waits for the questions. */
  #askAboutBaseUrls(found: Awaited<ReturnType<typeof findBaseUrls>>): void {
    if (!vscode.window.state.focused) return;
    this.#consent.ask(found).then(
      async hasChanged => {
        if (!hasChanged) return;
        await this.#options.restartProxy();
        this.#update();
      },
      (error: unknown) => this.#options.log('error', errorMessage(error)),
    );
  }

  #ask(): void {
    if (this.#hasAsked || !vscode.window.state.focused) return;
    this.#hasAsked = true;
    void askForTerminals(this.#options.settings);
  }

  #enqueue(job: () => Promise<void>): void {
    this.#work = this.#work.then(job).catch((error: unknown) => {
      this.#options.log('error', `Terminals could not be configured: ${errorMessage(error)}`);
    });
  }
}
