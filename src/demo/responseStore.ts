// Remembers answers, so that a later `previous_response_id` continues them.
import { dialectFor } from '../core/dialects/byName.ts';
import type { Message } from '../protocol/conversation.ts';
import type { ResponseObject } from './responsesAnswer.ts';

const MOST_REMEMBERED = 1000;

export class ResponseStore {
  readonly #historyById = new Map<string, readonly Message[]>();

  /** The conversation up to and including an answer; undefined for one that is not known. */
  historyOf(id: string): readonly Message[] | undefined {
    return this.#historyById.get(id);
  }

  /** @param before what was said up to this answer */
  remember(response: ResponseObject, before: readonly Message[]): void {
    const { messages } = dialectFor('openai_responses').readResponse(response);
    this.#historyById.set(response.id, [...before, ...messages]);
    const [oldest] = this.#historyById.keys();
    if (this.#historyById.size > MOST_REMEMBERED && oldest !== undefined) this.#historyById.delete(oldest);
  }
}
