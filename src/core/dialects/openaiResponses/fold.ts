// Folds a Responses stream (server-sent events or WebSocket frames) into the response object.
import type { StreamEvent, StreamFolder } from '../dialect.ts';
import { isRecord, type JsonRecord, listOf, parseJson, recordOf, textOf, withoutNulls } from '../json.ts';
import { UnknownEvents } from '../unknownEvents.ts';
import { effectOf, type TextTarget } from './events.ts';
import { ItemFolder } from './foldItem.ts';

export class ResponsesFolder implements StreamFolder {
  hasToken = false;
  isTerminal = false;
  #response: JsonRecord | null = null;
  #error: JsonRecord | null = null;
  #rateLimits: unknown = null;
  readonly #items = new Map<number, ItemFolder>();
  readonly #unknown = new UnknownEvents();

  get unknownCount(): number {
    return this.#unknown.count;
  }

  push(event: StreamEvent): void {
    if (event.data === '[DONE]') return;
    const data = parseJson(event.data);
    if (!isRecord(data)) {
      this.#unknown.keep(event.data);
      return;
    }
    const effect = effectOf(data.type ?? event.event);
    if (effect === null) this.#unknown.keep(data);
    else if (typeof effect === 'object') this.#changeText(effect, data);
    else this.#apply(effect, data);
  }

  /** The terminal event's response; what it leaves out, or all when the stream broke off, from the items. */
  fold(): unknown {
    const items = [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => item.fold());
    if (this.#response === null && items.length === 0 && this.#unknown.count === 0)
      return this.#error ?? undefined;
    const response = { object: 'response', ...this.#response };
    const output = listOf(this.#response?.output).length === 0 ? items : this.#response?.output;
    const error = this.#error === null ? {} : { error: this.#error.error ?? this.#error };
    const limits = this.#rateLimits === null ? {} : { rate_limits: this.#rateLimits };
    return this.#unknown.addTo({ ...response, output, ...limits, ...error });
  }

  #apply(effect: Exclude<ReturnType<typeof effectOf>, TextTarget | null>, data: JsonRecord): void {
    switch (effect) {
      case 'snapshot':
        this.#response = { ...this.#response, ...withoutNulls(recordOf(data.response)) };
        return;
      case 'terminal':
        this.#response = { ...this.#response, ...recordOf(data.response) };
        this.isTerminal = true;
        return;
      case 'error':
        this.#error = data;
        this.isTerminal = true;
        return;
      case 'item':
      case 'item_done':
        this.#item(data).replace(recordOf(data.item));
        if (effect === 'item_done') this.hasToken = true;
        return;
      case 'content_part':
        this.#item(data).setPart('content', indexOf(data.content_index), recordOf(data.part));
        return;
      case 'summary_part':
        this.#item(data).setPart('summary', indexOf(data.summary_index), recordOf(data.part));
        return;
      case 'annotation':
        this.#item(data).addAnnotation(indexOf(data.content_index), data.annotation ?? null);
        return;
      case 'rate_limits':
        this.#rateLimits = data.rate_limits ?? null;
        return;
      case 'nothing':
        return;
    }
  }

  #changeText(target: TextTarget, data: JsonRecord): void {
    const text = textOf(target.change === 'append' ? data.delta : data[target.member]);
    if (text === '') return;
    const index = target.list === 'summary' ? data.summary_index : data.content_index;
    this.#item(data).changeText(target, indexOf(index), text);
    this.hasToken = true;
  }

  #item(data: JsonRecord): ItemFolder {
    const index = indexOf(data.output_index);
    const item = this.#items.get(index) ?? new ItemFolder();
    this.#items.set(index, item);
    return item;
  }
}

function indexOf(index: unknown): number {
  return typeof index === 'number' && Number.isFinite(index) ? index : 0;
}
