// The window's one line to the service: opens it, follows it, and passes on what a person wants of it.
import * as vscode from 'vscode';
import { errorCode, errorMessage } from '../../protocol/errors.ts';
import { ApiClient } from '../../service/apiClient.ts';
import { followEvents } from '../../service/apiEvents.ts';
import type { InitialState, Log, ServiceParticipant, Unsubscribe } from '../../service/serviceTypes.ts';
import { type Failure, type ServiceView, UNOPENED_VIEW } from './serviceView.ts';

export class ServiceConnection implements vscode.Disposable {
  readonly api: ApiClient;
  readonly onDidChange: vscode.Event<ServiceView>;
  readonly #createParticipant: () => ServiceParticipant;
  readonly #isWorkspaceExcluded: () => boolean;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<ServiceView>();
  #participant: ServiceParticipant | null = null;
  #unsubscribe: Unsubscribe = () => undefined;
  #opening: Promise<void> | null = null;
  #following: { key: string; stop: AbortController } | null = null;
  #view: ServiceView = UNOPENED_VIEW;

  /**
   * @param createParticipant called for every opening, since one participant joins once
   * @param isWorkspaceExcluded asked whenever the view is made anew
   */
  constructor(createParticipant: () => ServiceParticipant, isWorkspaceExcluded: () => boolean, log: Log) {
    this.#isWorkspaceExcluded = isWorkspaceExcluded;
    this.#createParticipant = createParticipant;
    this.#log = log;
    this.onDidChange = this.#changed.event;
    this.api = new ApiClient(() => this.#participant?.address ?? null);
  }

  get view(): ServiceView {
    return this.#view;
  }

  get participant(): ServiceParticipant | null {
    return this.#participant;
  }

  /** Opened, or being opened, or it has failed: then a person tries again. */
  get isOpened(): boolean {
    return this.#opening !== null || this.#view.failure !== null;
  }

  /** The API can be asked. */
  get isConnected(): boolean {
    return this.#participant?.address !== null && this.#participant !== null;
  }

  /** Joins the service; a second call waits for the first. A failure is kept in `view` and thrown. */
  open(initial: InitialState): Promise<void> {
    this.#opening ??= this.#join(initial);
    return this.#opening;
  }

  async start(): Promise<void> {
    const isFirst = this.#opening === null;
    await this.open('running');
    if (!isFirst || this.#participant?.snapshot.state !== 'running') await this.#participant?.start();
  }

  async stop(): Promise<void> {
    await this.#opening;
    await this.#participant?.stop();
  }

  async restart(): Promise<void> {
    if (this.#opening === null) return this.start();
    await this.#opening;
    await this.#participant?.restart();
  }

  async pause(): Promise<void> {
    await this.#participant?.pause();
  }

  async resume(): Promise<void> {
    await this.#participant?.resume();
  }

  /** Until `resume`: also over reloads and when another window takes over. */
  async beginPrivate(): Promise<void> {
    await this.#participant?.private();
  }

  async playDemo(): Promise<void> {
    await this.open('stopped');
    await this.#participant?.demo();
  }

  /** Looks again at what the settings say of this window's folders. */
  settingsChanged(): void {
    this.#show({ ...this.#view, isWorkspaceExcluded: this.#isWorkspaceExcluded() });
  }

  async applySettings(): Promise<void> {
    await this.#participant?.applySettings();
  }

  /** Leaves the service; streams in flight have `graceMs` to end. */
  async close(graceMs: number): Promise<void> {
    this.#follow(null);
    await this.#opening?.catch(() => undefined);
    await this.#close(this.#participant, graceMs);
  }

  /** Closes for a while and is shown as starting: who leaves opens again. */
  async leave(graceMs: number): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const left = this.#participant;
    this.#unsubscribe();
    this.#follow(null);
    this.#participant = null;
    const participant = { ...UNOPENED_VIEW.participant, role: 'joining' as const };
    this.#show({ ...this.#view, participant, live: null, failure: null });
    try {
      await this.#close(left, graceMs);
    } finally {
      this.#opening = null;
    }
  }

  dispose(): void {
    this.#follow(null);
    this.#unsubscribe();
    this.api.dispose();
    this.#changed.dispose();
  }

  async #close(participant: ServiceParticipant | null, graceMs: number): Promise<void> {
    const closed = await participant?.close(graceMs);
    if (closed?.statistics) this.#log('info', closed.statistics);
  }

  async #join(initial: InitialState): Promise<void> {
    const participant = this.#createParticipant();
    this.#participant = participant;
    this.#unsubscribe = participant.onChange(() => this.#refresh(null));
    try {
      const joined = participant.join(initial);
      this.#refresh(null);
      await joined;
      this.#refresh(null);
    } catch (error) {
      this.#log('error', `LunaRoute could not be opened: ${errorMessage(error)}`);
      if (participant.snapshot.role === 'owner') this.#keepOwner();
      else await this.#giveUp(participant, { code: errorCode(error), message: errorMessage(error) });
      throw error;
    }
  }

  /** It couldn't listen, but owns the folder and goes on trying: its snapshot says so from now on. */
  #keepOwner(): void {
    this.#opening = Promise.resolve();
    this.#refresh(null);
  }

  /** Nothing was opened: the next attempt begins with another participant. */
  async #giveUp(participant: ServiceParticipant, failure: Failure): Promise<void> {
    this.#unsubscribe();
    this.#opening = null;
    this.#participant = null;
    this.#refresh(failure);
    await participant.close(0).catch((error: unknown) => this.#log('warn', errorMessage(error)));
  }

  #refresh(failure: Failure | null): void {
    const participant = this.#participant;
    const address = participant?.address ?? null;
    const snapshot = participant?.snapshot ?? UNOPENED_VIEW.participant;
    this.#follow(address === null ? null : `${snapshot.ownerPid} ${address.url}`);
    const live = address === null ? null : this.#view.live;
    this.#show({ participant: snapshot, live, failure, isWorkspaceExcluded: this.#isWorkspaceExcluded() });
  }

  /** Follows live snapshots; another owner or address begins anew at once instead of after the retry time. */
  #follow(key: string | null): void {
    if (this.#following?.key === key) return;
    this.#following?.stop.abort();
    this.#following = null;
    if (key === null) return;
    const stop = new AbortController();
    this.#following = { key, stop };
    const listener = {
      live: (live: NonNullable<ServiceView['live']>) => this.#show({ ...this.#view, live }),
      lost: (error: unknown) => this.#log('debug', `Live state is interrupted: ${errorMessage(error)}`),
    };
    void followEvents(this.api, listener, stop.signal);
  }

  #show(view: ServiceView): void {
    this.#view = view;
    this.#changed.fire(view);
  }
}
