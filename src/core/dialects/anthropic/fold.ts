// Folds a stream of Anthropic Messages events into the message that a plain reply would have been.
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { StreamEvent, StreamFolder } from '../dialect.ts';
import { isRecord, type JsonRecord, listOf, parseJson, recordOf, without, withoutNulls } from '../json.ts';
import { UnknownEvents } from '../unknownEvents.ts';
import { BlockFolder, hasContent } from './foldBlock.ts';
import { isKnownBlock } from './messages.ts';
import { mergeUsage } from './usage.ts';

type KnownEvent = RawMessageStreamEvent['type'] | 'ping' | 'error';

export class AnthropicFolder implements StreamFolder {
  hasToken = false;
  isTerminal = false;
  #message: JsonRecord | null = null;
  #usage: JsonRecord = {};
  #error: JsonRecord | null = null;
  readonly #blocks = new Map<number, BlockFolder>();
  readonly #unknown = new UnknownEvents();

  get unknownCount(): number {
    return this.#unknown.count;
  }

  push(event: StreamEvent): void {
    // Some gateways end every stream the way OpenAI does.
    if (event.data === '[DONE]') return;
    const data = parseJson(event.data);
    if (!isRecord(data)) {
      this.#unknown.keep(event.data);
      return;
    }
    switch ((data.type ?? event.event) as KnownEvent) {
      case 'message_start':
        this.#start(recordOf(data.message));
        return;
      case 'content_block_start':
        this.#startBlock(data);
        return;
      case 'content_block_delta':
        this.#pushDelta(data);
        return;
      case 'content_block_stop':
      case 'ping':
        return;
      case 'message_delta':
        this.#finish(data);
        return;
      case 'message_stop':
        this.isTerminal = true;
        return;
      case 'error':
        this.#error = data;
        this.isTerminal = true;
        return;
    }
    this.#unknown.keep(data);
  }

  fold(): unknown {
    if (this.#message === null && this.#blocks.size === 0) return this.#foldError();
    const content = [...this.#blocks].sort(([a], [b]) => a - b).map(([, block]) => block.fold());
    const usage = Object.keys(this.#usage).length === 0 ? {} : { usage: this.#usage };
    const message = { type: 'message', role: 'assistant', ...this.#message, content, ...usage };
    return this.#unknown.addTo(
      this.#error === null ? message : { ...message, error: this.#error.error ?? this.#error },
    );
  }

  #foldError(): unknown {
    return this.#error === null ? undefined : this.#unknown.addTo(this.#error);
  }

  #start(message: JsonRecord): void {
    this.#message = without(message, 'content', 'usage');
    this.#usage = mergeUsage(this.#usage, message.usage);
    for (const [index, block] of listOf(message.content).entries())
      if (isRecord(block)) this.#blocks.set(index, new BlockFolder(block));
  }

  #startBlock(data: JsonRecord): void {
    const start = recordOf(data.content_block);
    if (!isKnownBlock(start.type)) this.#unknown.note();
    // A text or thinking block starts empty; a tool call starts with the name the model wrote.
    if (hasContent(start)) this.hasToken = true;
    this.#blocks.set(this.#indexOf(data, this.#blocks.size), new BlockFolder(start));
  }

  #pushDelta(data: JsonRecord): void {
    const delta = recordOf(data.delta);
    const index = this.#indexOf(data, Math.max(0, this.#blocks.size - 1));
    const block = this.#blocks.get(index) ?? new BlockFolder(startFor(delta));
    this.#blocks.set(index, block);
    if (!block.push(delta)) this.#unknown.note();
    if (hasContent(delta)) this.hasToken = true;
  }

  #finish(data: JsonRecord): void {
    const others = without(data, 'type', 'delta', 'usage');
    this.#message = { ...this.#message, ...others, ...withoutNulls(recordOf(data.delta)) };
    this.#usage = mergeUsage(this.#usage, data.usage);
  }

  #indexOf(data: JsonRecord, otherwise: number): number {
    return typeof data.index === 'number' && Number.isFinite(data.index) ? data.index : otherwise;
  }
}

/** The block of a delta whose start was lost. */
function startFor(delta: JsonRecord): JsonRecord {
  if (delta.type === 'input_json_delta') return { type: 'tool_use' };
  if (delta.type === 'thinking_delta' || delta.type === 'signature_delta') return { type: 'thinking' };
  return { type: 'text' };
}
