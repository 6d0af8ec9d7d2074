// One WebSocket upgrade: the handshake goes to the upstream as it came, then both sockets are joined.
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { UpstreamUrl } from '../core/http/baseUrl.ts';
import type { ErrorShape } from '../core/http/errorBody.ts';
import { flattenHeaders, headerValues } from '../core/http/headers.ts';
import { stripRequestHeaders } from '../core/http/hopByHop.ts';
import type { HeaderList } from '../protocol/wire.ts';
import { breakOff, decodeRawHeaders, writeHead } from './clientResponse.ts';
import { now } from './clock.ts';
import type { ExchangeCapture, ExchangeEnd } from './exchangeCapture.ts';
import { answerError } from './ownAnswer.ts';
import { explainFailure } from './upstreamFailure.ts';
import type { UpstreamPool } from './upstreamPool.ts';
import { WebSocketDecoder } from './webSocketDecoder.ts';
import { relaySockets } from './webSocketRelay.ts';

export interface WebSocketOptions {
  request: IncomingMessage;
  socket: Socket;
  /** What the client sent right behind its handshake. */
  head: Buffer;
  headers: HeaderList;
  upstream: UpstreamUrl;
  errorShape: ErrorShape;
  startedAt: number;
  maxMessageBytes: number;
  capture: ExchangeCapture;
}

/** A response on a socket that node:http gave away with its upgrade event; the connection closes behind it. */
export function responseOnSocket(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.destroySoon());
  return response;
}

export class WebSocketExchange {
  readonly #options: WebSocketOptions;
  readonly #pool: UpstreamPool;
  #controller: Dispatcher.DispatchController | undefined;
  #response: ServerResponse | undefined;
  #cut: () => void;
  #isOver = false;
  #isConcluded = false;
  #status = 0;
  #connectMs: number | null = null;
  #requestOverheadMs = 0;
  #answerBeganAt = 0;
  #overheadMs: number | null = null;
  /** What the client sent before the upstream answered. */
  readonly #early: Buffer[] = [];
  readonly #leave = () => this.#clientClosed();
  readonly #keep = (bytes: Buffer) => void this.#early.push(bytes);

  constructor(options: WebSocketOptions, pool: UpstreamPool) {
    this.#options = options;
    this.#pool = pool;
    this.#cut = () => options.socket.destroy();
  }

  /** Sends the handshake on; from then on the two connections drive the exchange. */
  start(): void {
    const { socket, head, headers, upstream, capture, request } = this.#options;
    if (head.length > 0) this.#early.push(head);
    // Reading is the only way to learn that the client has given up before the upstream answered.
    for (const event of ['end', 'close', 'error']) socket.on(event, this.#leave);
    socket.on('data', this.#keep);
    capture.requestEnded();
    this.#pool.dispatch(
      {
        origin: upstream.origin,
        path: upstream.path,
        method: 'GET',
        headers: flattenHeaders(stripRequestHeaders(headers)),
        upgrade: request.headers.upgrade ?? 'websocket',
      },
      {
        onRequestStart: controller => this.#requestStarts(controller),
        onResponseStarted: () => {
          this.#answerBeganAt = now();
        },
        onRequestUpgrade: (controller, status, _headers, duplex) =>
          this.#upgraded(decodeRawHeaders(controller.rawHeaders), status, duplex),
        onResponseStart: (controller, status, _headers, reason) =>
          this.#refused(controller, status, reason ?? ''),
        onResponseData: (controller, bytes) => {
          if (this.#response?.write(bytes) === false) controller.pause();
          capture.responseChunk(bytes);
        },
        onResponseEnd: () => {
          this.#response?.end();
          this.#finish('complete');
        },
        onResponseError: (_controller, error) => this.#failed(error),
      } satisfies Dispatcher.DispatchHandler & { onResponseStarted(): void },
    );
  }

  /** The status the client got; 0 when it got none. */
  get status(): number {
    return this.#status;
  }

  /** Ends the connection from our side. */
  abort(): void {
    this.#cut();
  }

  #requestStarts(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) {
      controller.abort(new Error('The client has left.'));
      return;
    }
    this.#connectMs = this.#pool.openingMs;
    this.#requestOverheadMs = Math.max(0, now() - this.#options.startedAt - this.#connectMs);
  }

  #headPassed(status: number, headers: HeaderList): void {
    this.#status = status;
    this.#overheadMs = this.#requestOverheadMs + Math.max(0, now() - this.#answerBeganAt);
    this.#options.capture.responseStarted(status, headers);
  }

  #upgraded(headers: HeaderList, status: number, upstream: Duplex): void {
    const { socket, capture } = this.#options;
    upstream.on('error', () => undefined);
    if (this.#isOver) {
      upstream.destroy();
      return;
    }
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`HTTP/1.1 ${status} Switching Protocols\r\n${lines}\r\n`, 'latin1');
    this.#headPassed(status, headers);

    const decoders = capture.isActive ? this.#createDecoders(headers) : null;
    for (const bytes of this.#early.splice(0)) {
      upstream.write(bytes);
      decoders?.client.write(bytes);
    }
    this.#cut = relaySockets(socket, upstream, {
      fromClient: bytes => decoders?.client.write(bytes),
      fromUpstream: bytes => {
        capture.countResponseBytes(bytes.length);
        decoders?.upstream.write(bytes);
      },
      closed: first => {
        void Promise.all([decoders?.client.drain(), decoders?.upstream.drain()]).then(() => {
          decoders?.client.stop();
          decoders?.upstream.stop();
          const broken = first === 'client' ? 'client_closed' : 'upstream_closed';
          this.#finish(this.#isConcluded ? 'complete' : broken);
        });
      },
    });
    socket.off('data', this.#keep);
    for (const event of ['end', 'close', 'error']) socket.off(event, this.#leave);
  }

  #createDecoders(headers: HeaderList): { client: WebSocketDecoder; upstream: WebSocketDecoder } {
    const { capture, maxMessageBytes } = this.#options;
    const extensions = headerValues(headers, 'sec-websocket-extensions').join(', ') || undefined;
    const create = (from: 'client' | 'upstream') =>
      new WebSocketDecoder({
        from,
        extensions,
        maxMessageBytes,
        message: (side, isBinary, bytes) => capture.webSocketMessage(side, isBinary, bytes),
        concluded: () => {
          this.#isConcluded = true;
        },
        failed: () => capture.markTruncated(),
      });
    return { client: create('client'), upstream: create('upstream') };
  }

  // Any other answer goes through, so that a client can fall back to plain requests.
  #refused(controller: Dispatcher.DispatchController, status: number, reason: string): void {
    if (this.#isOver || status < 200) return;
    const headers = decodeRawHeaders(controller.rawHeaders);
    this.#response = responseOnSocket(this.#options.request, this.#options.socket);
    this.#options.socket.on('drain', () => controller.resume());
    writeHead(this.#response, status, reason, headers);
    this.#headPassed(status, headers);
  }

  #clientClosed(): void {
    if (this.#isOver) return;
    this.#finish('client_closed');
    this.#controller?.abort(new Error('The client has left.'));
    this.#options.socket.destroy();
  }

  #failed(error: Error): void {
    if (this.#isOver) return;
    const { upstream, request, socket, errorShape, capture } = this.#options;
    const failure = explainFailure(error, upstream.origin, this.#controller !== undefined);
    if (this.#response !== undefined) {
      this.#finish('upstream_closed', failure);
      breakOff(this.#response);
      return;
    }
    const { headers, bytes } = answerError(responseOnSocket(request, socket), errorShape, failure);
    this.#status = failure.status;
    capture.responseStarted(failure.status, headers);
    capture.countResponseBytes(bytes);
    this.#finish('refused', failure);
  }

  #finish(end: ExchangeEnd['end'], failure: { code: string; message: string } | null = null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const error = failure === null ? null : { code: failure.code, message: failure.message };
    this.#options.capture.ended({ end, error, overheadMs: this.#overheadMs, connectMs: this.#connectMs });
  }
}
