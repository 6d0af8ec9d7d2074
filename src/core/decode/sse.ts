// Reads server-sent events from a stream's bytes as they come.
import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { StreamEvent } from '../dialects/dialect.ts';

/** Far above any real event (images come as base64), far below what hurts. */
const DEFAULT_MAX_EVENT_CHARS = 64 * 1024 * 1024;

export interface SseReader {
  /** Events that these bytes complete. */
  push(bytes: Uint8Array): StreamEvent[];
  /** The stream is over: gives the last event when only its blank line is missing. */
  end(): StreamEvent[];
  /** One event was larger than the cap: nothing more is read. */
  readonly isOverflowed: boolean;
}

/** UTF-8 and lines may be cut anywhere: the events are the same for every way of cutting the bytes. */
export function createSseReader(maxEventChars: number = DEFAULT_MAX_EVENT_CHARS): SseReader {
  return new EventReader(maxEventChars);
}

class EventReader implements SseReader {
  isOverflowed = false;
  #events: StreamEvent[] = [];
  #endsInsideLine = false;
  readonly #decoder = new TextDecoder();
  readonly #parser: EventSourceParser;

  constructor(maxEventChars: number) {
    this.#parser = createParser({
      maxBufferSize: maxEventChars,
      onEvent: ({ event, data }) => this.#events.push({ event: event ?? null, data }),
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') this.isOverflowed = true;
      },
    });
  }

  push(bytes: Uint8Array): StreamEvent[] {
    this.#feed(this.#decoder.decode(bytes, { stream: true }));
    return this.#take();
  }

  end(): StreamEvent[] {
    this.#feed(this.#decoder.decode());
    const complete = this.#take();
    const isCut = this.#endsInsideLine;
    this.#feed('\n\n');
    // A line without its end may be half of one: only what is whole by itself counts.
    return [...complete, ...this.#take().filter(({ data }) => !isCut || isWhole(data))];
  }

  #feed(text: string): void {
    if (text === '' || this.isOverflowed) return;
    this.#endsInsideLine = !/[\r\n]$/.test(text);
    this.#parser.feed(text);
  }

  #take(): StreamEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

function isWhole(data: string): boolean {
  if (data === '[DONE]') return true;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
