// Folds a chat (or legacy) completion stream into the completion that a plain reply would have been.
import type { StreamEvent, StreamFolder } from '../dialect.ts';
import { isRecord, type JsonRecord, parseJson, recordsOf, without, withoutNulls } from '../json.ts';
import { UnknownEvents } from '../unknownEvents.ts';
import { ChoiceFolder } from './foldChoice.ts';

/** A hostile stream can't make us keep more choices than anybody asks for. */
const MAX_CHOICES = 1024;

export class ChatFolder implements StreamFolder {
  #isDone = false;
  #completion: JsonRecord | null = null;
  #error: unknown = null;
  readonly #choices = new Map<number, ChoiceFolder>();
  readonly #unknown = new UnknownEvents();

  get hasToken(): boolean {
    return [...this.#choices.values()].some(choice => choice.hasToken);
  }

  /** After every choice finished, only usage and `[DONE]` follow: nobody waits for them. */
  get isTerminal(): boolean {
    return (
      this.#isDone ||
      (this.#choices.size > 0 && [...this.#choices.values()].every(choice => choice.isFinished))
    );
  }

  get unknownCount(): number {
    return [...this.#choices.values()].reduce(
      (sum, choice) => sum + choice.unknownCount,
      this.#unknown.count,
    );
  }

  push(event: StreamEvent): void {
    if (event.data === '[DONE]') {
      this.#isDone = true;
      return;
    }
    const chunk = parseJson(event.data);
    if (!isRecord(chunk)) {
      this.#unknown.keep(event.data);
      return;
    }
    if (chunk.error !== undefined && chunk.error !== null) {
      this.#error = chunk.error;
      this.#isDone = true;
      return;
    }
    if (!Array.isArray(chunk.choices) && !isRecord(chunk.usage)) {
      this.#unknown.keep(chunk);
      return;
    }
    // `obfuscation` is padding against traffic analysis.
    const envelope = withoutNulls(without(chunk, 'choices', 'object', 'obfuscation'));
    this.#completion = { ...this.#completion, ...envelope };
    for (const choice of recordsOf(chunk.choices)) this.#pushChoice(choice);
  }

  fold(): unknown {
    const error = this.#error === null ? {} : { error: this.#error };
    if (this.#completion === null)
      return this.#error === null && this.#unknown.count === 0 ? undefined : this.#unknown.addTo(error);
    const choices = [...this.#choices].sort(([a], [b]) => a - b).map(([, choice]) => choice);
    return this.#unknown.addTo({
      object: choices.some(choice => choice.isText) ? 'text_completion' : 'chat.completion',
      ...this.#completion,
      choices: choices.map(choice => choice.fold()),
      ...error,
    });
  }

  #pushChoice(choice: JsonRecord): void {
    const index = typeof choice.index === 'number' ? choice.index : 0;
    const folder = this.#choices.get(index) ?? new ChoiceFolder(index);
    if (!this.#choices.has(index) && this.#choices.size >= MAX_CHOICES) {
      this.#unknown.note();
      return;
    }
    this.#choices.set(index, folder);
    folder.push(choice);
  }
}
