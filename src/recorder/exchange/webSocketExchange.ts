// One WebSocket connection: each `response.create` frame begins a request, several one after the other.
import { dialectFor } from '../../core/dialects/byName.ts';
import { chooseDialect } from '../../core/dialects/chooseDialect.ts';
import type {
  BodyChunk,
  ExchangeEnded,
  ExchangeStarted,
  ResponseStarted,
  WebSocketMessage,
} from '../../protocol/capture.ts';
import type { HeaderList } from '../../protocol/wire.ts';
import type { ExchangeContext } from './exchangeContext.ts';
import { FrameRequest } from './frameRequest.ts';
import { parseJson } from './understandRequest.ts';

export class WebSocketExchange {
  private readonly context: ExchangeContext;
  private readonly started: ExchangeStarted;
  private upgradeHeaders: HeaderList = [];
  /** Answers come in the order of the requests. */
  private waiting: FrameRequest[] = [];

  constructor(message: ExchangeStarted, context: ExchangeContext) {
    this.context = context;
    this.started = message;
  }

  responseStarted(message: ResponseStarted): void {
    this.upgradeHeaders = message.headers;
  }

  /** A refused upgrade is answered with a body; it asked nothing of a model, so it is no request. */
  bodyChunk(message: BodyChunk): void {
    this.context.release(message.bytes.length);
  }

  message(message: WebSocketMessage): void {
    if (message.from === 'client') this.fromClient(message);
    else this.fromUpstream(message);
  }

  /** @returns when all its requests have been handed to the journal */
  async ended(message: ExchangeEnded): Promise<void> {
    const waiting = this.waiting;
    this.waiting = [];
    const end = message.end === 'complete' ? 'upstream_closed' : message.end;
    await Promise.all(waiting.map(request => request.ended({ at: message.at, end, error: message.error })));
  }

  dropped(at: number): void {
    for (const request of this.waiting) request.dropped(at);
    this.waiting = [];
  }

  private fromClient(message: WebSocketMessage): void {
    const frame = message.isBinary ? undefined : parseJson(Buffer.from(message.bytes).toString('utf8'));
    if (!isCreate(frame)) {
      this.context.release(message.bytes.length);
      return;
    }
    const { target, provider } = this.started;
    const { isPrewarm } = dialectFor(chooseDialect(target, provider)).readRequest(frame, target);
    const captured = {
      ...this.started,
      requestId: this.context.newId(),
      at: message.at,
      origin: this.context.origin,
    };
    const answer = { upgradeHeaders: this.upgradeHeaders, isPrewarm };
    this.waiting.push(new FrameRequest(captured, message.bytes, answer, this.context));
  }

  private fromUpstream(message: WebSocketMessage): void {
    const [request] = this.waiting;
    if (request === undefined || message.isBinary) {
      this.context.release(message.bytes.length);
      return;
    }
    if (!request.take(message.at, message.bytes)) return;
    this.waiting.shift();
    void request.ended({ at: message.at, end: 'complete', error: null });
  }
}

function isCreate(frame: unknown): boolean {
  return typeof frame === 'object' && frame !== null && 'type' in frame && frame.type === 'response.create';
}
