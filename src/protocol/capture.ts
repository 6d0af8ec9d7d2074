// What the gateway tells the recorder: the copy of each exchange's bytes, and API requests to answer.
import type { HeaderList, Provider } from './wire.ts';

/** All `at` are milliseconds since the epoch with fractions, from one monotonic clock per process. */
export interface ExchangeStarted {
  type: 'exchange_started';
  /** 16 hex digits, unique; becomes `request_id`. Over WebSocket it names the connection. */
  exchange: string;
  at: number;
  transport: 'http' | 'websocket';
  method: string;
  /** Path and query as the client sent them, without `/w/<label>` and `/t/<token>`. */
  target: string;
  headers: HeaderList;
  provider: Provider;
  /** Scheme and host the request went to, e.g. `https://api.anthropic.com`; no path, no credentials. */
  upstream: string;
  /** Label of `/w/<label>/`, else null. */
  workspace: string | null;
}

/** A piece of a body. `dropped` bytes went by before it without a copy (a cap was reached). */
export interface BodyChunk {
  type: 'request_chunk' | 'response_chunk';
  exchange: string;
  at: number;
  bytes: Uint8Array;
}

/** The whole request has been read from the client. */
export interface RequestEnded {
  type: 'request_ended';
  exchange: string;
  at: number;
  /** Bytes on the wire, captured or not. */
  wireBytes: number;
  isTruncated: boolean;
}

/** Not sent for 1xx, but for the 101 of a WebSocket. */
export interface ResponseStarted {
  type: 'response_started';
  exchange: string;
  at: number;
  status: number;
  headers: HeaderList;
}

/** One reassembled, inflated WebSocket message; `bytes` is its payload. */
export interface WebSocketMessage {
  type: 'ws_message';
  exchange: string;
  at: number;
  from: 'client' | 'upstream';
  isBinary: boolean;
  bytes: Uint8Array;
}

export interface ExchangeEnded {
  type: 'exchange_ended';
  exchange: string;
  at: number;
  /** Bytes of the response on the wire, captured or not. */
  wireBytes: number;
  isTruncated: boolean;
  /**
   * `complete`: the upstream's answer ended by its framing. `client_closed` and `upstream_closed`: who broke
   * off (the recorder decides whether the terminal event had come). `refused`: we answered with `error`.
   */
  end: 'complete' | 'client_closed' | 'upstream_closed' | 'refused';
  /** Our own error, when `end` is `refused` or the upstream failed. */
  error: { code: string; message: string } | null;
  /** What we added on both ways, without connecting to the upstream; null when nothing was forwarded. */
  overheadMs: number | null;
  /** Time to connect to the upstream; 0 when a pooled connection was used, null when unknown. */
  connectMs: number | null;
}

/** Recording was dropped for this exchange (queue full): it is counted, its later messages won't come. */
export interface ExchangeDropped {
  type: 'exchange_dropped';
  exchange: string;
  at: number;
  reason: 'queue_full';
}

/** State of the proxy itself, for `GET /events` and `/metrics`. Sent on every change and on attaching. */
export interface GatewayState {
  type: 'gateway_state';
  state: 'running' | 'stopped';
  url: string;
}

export interface ApiRequest {
  type: 'api_request';
  id: number;
  method: string;
  /** Path and query, e.g. `/sessions?days=7`. */
  target: string;
  /** At most 1 MB, UTF-8; empty when there is none. */
  body: string;
}

/** The consumer of an API answer has left: stop producing it. */
export interface ApiCancelled {
  type: 'api_cancelled';
  id: number;
}

/** The consumer of an API answer took `bytes` more: the recorder keeps at most 256 KB unacknowledged. */
export interface ApiAck {
  type: 'api_ack';
  id: number;
  bytes: number;
}

/** From gateway to recorder, posted in arrays, with the chunk's buffers transferred. */
export type CaptureMessage =
  | ExchangeStarted
  | BodyChunk
  | RequestEnded
  | ResponseStarted
  | WebSocketMessage
  | ExchangeEnded
  | ExchangeDropped
  | GatewayState
  | ApiRequest
  | ApiCancelled
  | ApiAck;

export interface ApiResponseHead {
  type: 'api_response_head';
  id: number;
  status: number;
  headers: Record<string, string>;
}

/** At most 64 KB; the buffer is transferred. */
export interface ApiResponseChunk {
  type: 'api_response_chunk';
  id: number;
  bytes: Uint8Array;
}

export interface ApiResponseEnd {
  type: 'api_response_end';
  id: number;
}

/** The answer can't go on after its head was sent: the consumer must not take it for a whole one. */
export interface ApiResponseFailed {
  type: 'api_response_failed';
  id: number;
}

/** The recorder is done with `bytes` of captured bodies: the gateway's budget grows again. */
export interface CaptureAck {
  type: 'capture_ack';
  bytes: number;
}

/** From recorder to gateway. */
export type RecorderMessage =
  | ApiResponseHead
  | ApiResponseChunk
  | ApiResponseEnd
  | ApiResponseFailed
  | CaptureAck;
