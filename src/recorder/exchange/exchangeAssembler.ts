// Puts exchanges together from the gateway's messages and hands them to the ledger, one task at a time.
import type { CaptureMessage } from '../../protocol/capture.ts';
import type { ExchangeContext } from './exchangeContext.ts';
import { HttpExchange } from './httpExchange.ts';
import { WebSocketExchange } from './webSocketExchange.ts';

export type ExchangeMessage = Extract<CaptureMessage, { exchange: string }>;

export class ExchangeAssembler {
  private readonly context: ExchangeContext;
  private readonly http = new Map<string, HttpExchange>();
  private readonly webSockets = new Map<string, WebSocketExchange>();
  private newestAt = 0;

  constructor(context: ExchangeContext) {
    this.context = context;
  }

  take(message: ExchangeMessage): void {
    this.newestAt = Math.max(this.newestAt, message.at);
    if (message.type === 'exchange_started') {
      if (message.transport === 'http')
        this.http.set(message.exchange, new HttpExchange(message, this.context));
      else this.webSockets.set(message.exchange, new WebSocketExchange(message, this.context));
      return;
    }
    const http = this.http.get(message.exchange);
    const webSocket = this.webSockets.get(message.exchange);
    if (http !== undefined) this.takeHttp(http, message);
    else if (webSocket !== undefined) this.takeWebSocket(webSocket, message);
    // Its beginning went to a recorder that died.
    else if ('bytes' in message) this.context.release(message.bytes.length);
  }

  /** The gateway is gone, or we are going: what is in flight is recorded as broken off. */
  async interruptAll(): Promise<void> {
    const error = { code: 'recording_ended', message: 'LunaRoute stopped while this request was in flight.' };
    const ids = [...this.http.keys(), ...this.webSockets.keys()];
    const ended = ids.map(exchange => {
      const message = {
        type: 'exchange_ended' as const,
        exchange,
        at: this.newestAt,
        wireBytes: 0,
        isTruncated: false,
        end: 'upstream_closed' as const,
        error,
        overheadMs: null,
        connectMs: null,
      };
      return (this.http.get(exchange) ?? this.webSockets.get(exchange))?.ended(message);
    });
    this.http.clear();
    this.webSockets.clear();
    await Promise.all(ended);
  }

  private takeHttp(exchange: HttpExchange, message: ExchangeMessage): void {
    switch (message.type) {
      case 'request_chunk':
        exchange.requestChunk(message);
        return;
      case 'request_ended':
        exchange.requestEnded(message);
        return;
      case 'response_started':
        exchange.responseStarted(message);
        return;
      case 'response_chunk':
        exchange.responseChunk(message);
        return;
      case 'exchange_dropped':
        this.http.delete(message.exchange);
        exchange.dropped(message.at);
        return;
      case 'exchange_ended':
        this.http.delete(message.exchange);
        void exchange.ended(message);
        return;
      case 'ws_message':
        this.context.release(message.bytes.length);
        return;
      case 'exchange_started':
        return;
    }
  }

  private takeWebSocket(exchange: WebSocketExchange, message: ExchangeMessage): void {
    switch (message.type) {
      case 'response_started':
        exchange.responseStarted(message);
        return;
      case 'ws_message':
        exchange.message(message);
        return;
      case 'request_chunk':
      case 'response_chunk':
        exchange.bodyChunk(message);
        return;
      case 'exchange_dropped':
        this.webSockets.delete(message.exchange);
        exchange.dropped(message.at);
        return;
      case 'exchange_ended':
        this.webSockets.delete(message.exchange);
        void exchange.ended(message);
        return;
      case 'request_ended':
      case 'exchange_started':
        return;
    }
  }
}
