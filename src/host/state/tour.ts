// Ticks off the steps of the walkthrough: VS Code itself misses whatever happened before its walkthrough was opened.
import * as vscode from 'vscode';
import { errorMessage } from '../../protocol/errors.ts';
import type { Log } from '../../service/serviceTypes.ts';
import { type CommandName, TOUR, type TourStep } from '../ids.ts';
import type { ServiceView } from './serviceView.ts';

const DONE_KEY = 'tour.done';

/** The steps that running a command completes. */
export const STEPS_OF_COMMANDS: Partial<Record<CommandName, TourStep>> = {
  searchSessions: 'search',
  startPrivateSession: 'control',
  pauseRecording: 'control',
  excludeWorkspace: 'control',
  openSettings: 'control',
};

export class Tour {
  readonly #extensionId: string;
  readonly #state: vscode.Memento;
  readonly #log: Log;
  readonly #done: Set<string>;

  constructor(extensionId: string, state: vscode.Memento, log: Log) {
    this.#extensionId = extensionId;
    this.#state = state;
    this.#log = log;
    this.#done = new Set(state.get<string[]>(DONE_KEY));
  }

  show({ participant, live }: ServiceView): void {
    if (participant.state === 'running') this.done('run');
    if (live !== null && live.today.request_count > 0) this.done('record');
  }

  commandRan(name: CommandName): void {
    const step = STEPS_OF_COMMANDS[name];
    if (step !== undefined) this.done(step);
  }

  /** Once: what a person marks as open again stays open. */
  done(step: TourStep): void {
    if (this.#done.has(step)) return;
    this.#done.add(step);
    void this.#state.update(DONE_KEY, [...this.#done]);
    vscode.commands
      .executeCommand('welcome.markStepComplete', `${this.#extensionId}#${TOUR.id}#${step}`)
      // It is kept all the same when the walkthrough is not loaded yet; an editor without the command ticks less.
      .then(undefined, (error: unknown) => this.#log('debug', `The tour: ${errorMessage(error)}`));
  }
}
