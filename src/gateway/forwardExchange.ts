// One proxied HTTP exchange: the client's request to the upstream and its answer back, byte for byte.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { UpstreamUrl } from '../core/http/baseUrl.ts';
import type { ErrorShape } from '../core/http/errorBody.ts';
import { flattenHeaders } from '../core/http/headers.ts';
import { stripRequestHeaders } from '../core/http/hopByHop.ts';
import type { HeaderList } from '../protocol/wire.ts';
import { breakOff, decodeRawHeaders, isBodyless, writeHead, writeInterim } from './clientResponse.ts';
import { now } from './clock.ts';
import type { ExchangeCapture, ExchangeEnd } from './exchangeCapture.ts';
import { answerError } from './ownAnswer.ts';
import { openRequestBody } from './requestBody.ts';
import { explainFailure } from './upstreamFailure.ts';
import type { UpstreamPool } from './upstreamPool.ts';

export interface ForwardOptions {
  request: IncomingMessage;
  response: ServerResponse;
  headers: HeaderList;
  upstream: UpstreamUrl;
  errorShape: ErrorShape;
  /** When the request's head had been read. */
  startedAt: number;
  capture: ExchangeCapture;
}

export class ForwardExchange {
  readonly #options: ForwardOptions;
  readonly #pool: UpstreamPool;
  #controller: Dispatcher.DispatchController | undefined;
  #body: Readable | null = null;
  /** Somebody ended the exchange; whatever comes later is an echo of it. */
  #isOver = false;
  #connectMs: number | null = null;
  #requestOverheadMs = 0;
  #answerBeganAt = 0;
  #overheadMs: number | null = null;

  constructor(options: ForwardOptions, pool: UpstreamPool) {
    this.#options = options;
    this.#pool = pool;
  }

  /** Sends the request on; from then on the two connections drive the exchange. */
  start(): void {
    const { request, response, headers, upstream, capture } = this.#options;
    response.on('close', () => this.#clientClosed());
    response.on('drain', () => this.#controller?.resume());
    request.on('error', () => this.#clientClosed());
    this.#body = openRequestBody(request, {
      chunk: bytes => capture.requestChunk(bytes),
      ended: () => capture.requestEnded(),
    });
    this.#pool.dispatch(
      {
        origin: upstream.origin,
        path: upstream.path,
        method: request.method ?? 'GET',
        headers: flattenHeaders(stripRequestHeaders(headers)),
        body: this.#body,
        // Keeps undici from sending the request a second time: retrying is the client's affair.
        idempotent: false,
      },
      this.#handler(),
    );
  }

  #handler(): Dispatcher.DispatchHandler {
    return {
      onRequestStart: controller => this.#requestStarts(controller),
      onResponseStarted: () => {
        this.#answerBeganAt = now();
      },
      onResponseStart: (controller, status, _headers, reason) =>
        this.#headCame(controller, status, reason ?? ''),
      onResponseData: (controller, bytes) => this.#dataCame(controller, bytes),
      onResponseEnd: controller => this.#answerEnded(controller),
      onResponseError: (_controller, error) => this.#upstreamFailed(error),
    };
  }

  #requestStarts(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The client left while the connection was opening.
    if (this.#isOver) {
      controller.abort(new Error('The client has left.'));
      return;
    }
    this.#connectMs = this.#pool.openingMs;
    this.#requestOverheadMs = Math.max(0, now() - this.#options.startedAt - this.#connectMs);
  }

  #headCame(controller: Dispatcher.DispatchController, status: number, reason: string): void {
    if (this.#isOver) return;
    const { request, response, capture } = this.#options;
    const headers = decodeRawHeaders(controller.rawHeaders);
    if (status < 200) {
      writeInterim(response, status, reason, headers);
      return;
    }
    writeHead(response, status, reason, headers);
    this.#overheadMs = this.#requestOverheadMs + Math.max(0, now() - this.#answerBeganAt);
    capture.responseStarted(status, headers);
    if (!isBodyless(request.method ?? 'GET', status)) return;
    // Not left to the upstream's framing: undici takes a 304 with Content-Length for a broken answer.
    response.end();
    this.#finish('complete');
  }

  #dataCame(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#isOver) return;
    if (!this.#options.response.write(bytes)) controller.pause();
    this.#options.capture.responseChunk(bytes);
  }

  #answerEnded(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) return;
    const trailers = decodeRawHeaders(controller.rawTrailers);
    if (trailers.length > 0) this.#options.response.addTrailers([...trailers] as [string, string][]);
    this.#options.response.end();
    this.#finish('complete');
  }

  #clientClosed(): void {
    if (this.#isOver) return;
    this.#finish('client_closed');
    this.#controller?.abort(new Error('The client has left.'));
    this.#body?.destroy();
  }

  #upstreamFailed(error: Error): void {
    if (this.#isOver) return;
    const { response, capture, errorShape, upstream } = this.#options;
    const failure = explainFailure(error, upstream.origin, this.#controller !== undefined);
    if (response.headersSent) {
      this.#finish('upstream_closed', failure);
      breakOff(response);
      return;
    }
    const { headers, bytes } = answerError(response, errorShape, failure);
    capture.responseStarted(failure.status, headers);
    capture.countResponseBytes(bytes);
    this.#finish('refused', failure);
  }

  #finish(end: ExchangeEnd['end'], failure: { code: string; message: string } | null = null): void {
    this.#isOver = true;
    const error = failure === null ? null : { code: failure.code, message: failure.message };
    this.#options.capture.ended({ end, error, overheadMs: this.#overheadMs, connectMs: this.#connectMs });
  }
}
