// Puts one choice of a chat completion stream together from its deltas.
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { isRecord, type JsonRecord, listOf, recordOf, recordsOf, textOf, without } from '../json.ts';

type DeltaMember = keyof ChatCompletionChunk.Choice.Delta;

/** Members that the SDK knows, and those of the compatible servers that people use. */
const KNOWN_DELTAS: Record<DeltaMember, true> = {
  role: true,
  content: true,
  refusal: true,
  tool_calls: true,
  function_call: true,
};
const KNOWN_EXTENSIONS = new Set([
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'annotations',
  'audio',
]);

export class ChoiceFolder {
  isFinished = false;
  hasToken = false;
  unknownCount = 0;
  readonly #index: number;
  #message: JsonRecord = {};
  #toolCalls = new Map<number, JsonRecord>();
  /** Legacy completions: text without a message around it. */
  #text: string | null = null;
  #logprobs: JsonRecord | null = null;
  #finishReason: unknown = null;
  #others: JsonRecord = {};

  constructor(index: number) {
    this.#index = index;
  }

  push(choice: JsonRecord): void {
    if (typeof choice.text === 'string') {
      this.#text = (this.#text ?? '') + choice.text;
      if (choice.text !== '') this.hasToken = true;
    }
    // A server that answers a streamed request with one whole message.
    this.#pushDelta(recordOf(choice.delta ?? choice.message));
    if (isRecord(choice.logprobs)) this.#logprobs = mergeDelta(this.#logprobs ?? {}, choice.logprobs);
    if (choice.finish_reason !== null && choice.finish_reason !== undefined) {
      this.#finishReason = choice.finish_reason;
      this.isFinished = true;
    }
    const others = without(choice, 'index', 'text', 'delta', 'message', 'logprobs', 'finish_reason');
    this.#others = { ...this.#others, ...others };
  }

  fold(): JsonRecord {
    const end = { logprobs: this.#logprobs, finish_reason: this.#finishReason, ...this.#others };
    if (this.#text !== null) return { index: this.#index, text: this.#text, ...end };
    const toolCalls = [...this.#toolCalls].sort(([a], [b]) => a - b).map(([, call]) => call);
    const message = {
      role: 'assistant',
      content: null,
      refusal: null,
      ...this.#message,
      ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
    };
    return { index: this.#index, message, ...end };
  }

  get isText(): boolean {
    return this.#text !== null;
  }

  #pushDelta(delta: JsonRecord): void {
    for (const call of recordsOf(delta.tool_calls)) this.#pushToolCall(call);
    const rest = without(delta, 'tool_calls');
    for (const [name, value] of Object.entries(rest)) {
      if (!Object.hasOwn(KNOWN_DELTAS, name) && !KNOWN_EXTENSIONS.has(name)) this.unknownCount += 1;
      if (name !== 'role' && value !== '' && value !== null && !(Array.isArray(value) && value.length === 0))
        this.hasToken = true;
    }
    this.#message = mergeDelta(this.#message, rest);
  }

  /** A call's index tells which one goes on; some servers leave it out and send whole calls with an id. */
  #pushToolCall(delta: JsonRecord): void {
    const last = Math.max(-1, ...this.#toolCalls.keys());
    const isAnother = textOf(delta.id) !== '' && textOf(delta.id) !== textOf(this.#toolCalls.get(last)?.id);
    const index = typeof delta.index === 'number' ? delta.index : last + (isAnother || last === -1 ? 1 : 0);
    this.#toolCalls.set(index, mergeDelta(this.#toolCalls.get(index) ?? {}, without(delta, 'index')));
    this.hasToken = true;
  }
}

/** Members that stay as they came first; all other text is appended to. */
const FIXED = new Set(['role', 'id', 'type', 'name', 'index']);

function mergeDelta(before: JsonRecord, delta: JsonRecord): JsonRecord {
  const merged = Object.entries(delta).map(([name, value]): [string, unknown] => {
    const earlier = Object.hasOwn(before, name) ? before[name] : undefined;
    return [name, mergeValue(name, earlier, value)];
  });
  return { ...before, ...Object.fromEntries(merged) };
}

function mergeValue(name: string, earlier: unknown, value: unknown): unknown {
  if (earlier === undefined || earlier === null) return value;
  if (value === null || value === undefined) return earlier;
  if (FIXED.has(name)) return value === '' ? earlier : value;
  if (typeof earlier === 'string' && typeof value === 'string') return earlier + value;
  if (Array.isArray(earlier)) {
    // In place: log probabilities come with every token, and copying them each time would be quadratic.
    for (const element of listOf(value)) earlier.push(element);
    return earlier;
  }
  if (isRecord(earlier) && isRecord(value)) return mergeDelta(earlier, value);
  return value;
}
