// Takes a request that is to be proxied: route, veto, record, forward.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { joinBaseUrl, type UpstreamUrl } from '../core/http/baseUrl.ts';
import { findCredentialMismatch } from '../core/http/credentialVeto.ts';
import type { ErrorShape } from '../core/http/errorBody.ts';
import type { Refusal } from '../core/http/guard.ts';
import { stripRequestHeaders } from '../core/http/hopByHop.ts';
import type { PrefixedTarget } from '../core/http/prefix.ts';
import { chooseRoute, isWebSocketPath, type Route } from '../core/http/route.ts';
import { type HeaderList, TOKEN_HEADER } from '../protocol/wire.ts';
import type { GatewayOptions } from '../protocol/workers.ts';
import { ExchangeCapture } from './exchangeCapture.ts';
import type { Exchanges } from './exchanges.ts';
import { ForwardExchange } from './forwardExchange.ts';
import { answerError } from './ownAnswer.ts';
import type { RecorderLink } from './recorderLink.ts';
import type { UpstreamPool } from './upstreamPool.ts';
import { responseOnSocket, WebSocketExchange } from './webSocketExchange.ts';

/** A request that has passed the guard. */
export interface Admitted {
  request: IncomingMessage;
  headers: HeaderList;
  prefixed: PrefixedTarget;
  /** When its head had been read. */
  startedAt: number;
}

export interface ProxyContext {
  options: GatewayOptions;
  pool: UpstreamPool;
  recorder: RecorderLink | null;
  exchanges: Exchanges;
}

/** Forwards an ordinary request. */
export function proxyRequest(admitted: Admitted, response: ServerResponse, context: ProxyContext): void {
  const { request, headers, startedAt } = admitted;
  const plan = planExchange(admitted, 'http', context);
  if (plan.veto !== null) {
    refuse(response, plan, plan.veto);
    return;
  }
  if (request.headers.expect !== undefined) response.writeContinue();
  const { upstream, errorShape, capture } = plan;
  const exchange = { abort: () => response.destroy() };
  context.exchanges.add(exchange);
  response.on('close', () => context.exchanges.delete(exchange));
  const forward = { request, response, headers, upstream, errorShape, startedAt, capture };
  new ForwardExchange(forward, context.pool).start();
}

/** Relays a WebSocket. @param closed called with the status the client got, when its connection has closed */
export function proxyUpgrade(
  admitted: Admitted,
  socket: Socket,
  head: Buffer,
  context: ProxyContext,
  closed: (status: number) => void,
): void {
  const { request, headers, startedAt } = admitted;
  const plan = planExchange(admitted, 'websocket', context);
  if (plan.veto !== null) {
    refuse(responseOnSocket(request, socket), plan, plan.veto);
    return;
  }
  const { upstream, errorShape, capture } = plan;
  const maxMessageBytes = context.options.maxCaptureBytesPerBody;
  const exchange = new WebSocketExchange(
    { request, socket, head, headers, upstream, errorShape, startedAt, maxMessageBytes, capture },
    context.pool,
  );
  context.exchanges.add(exchange);
  socket.on('close', () => {
    context.exchanges.delete(exchange);
    closed(exchange.status);
  });
  exchange.start();
}

/** Why an upgrade is not relayed, or null when it is. */
export function findUpgradeRefusal({ request, prefixed }: Admitted): Refusal | null {
  if (request.headers.upgrade?.toLowerCase() !== 'websocket')
    return {
      status: 400,
      code: 'upgrade_not_served',
      message: 'The only upgrade that is served is to a WebSocket.',
    };
  if (isWebSocketPath(prefixed.target) && request.method === 'GET') return null;
  return {
    status: 426,
    code: 'upgrade_not_served',
    message: 'WebSockets are served for the Responses API only.',
  };
}

interface ExchangePlan {
  upstream: UpstreamUrl;
  errorShape: ErrorShape;
  capture: ExchangeCapture;
  veto: Refusal | null;
}

function planExchange(
  { request, headers, prefixed, startedAt }: Admitted,
  transport: 'http' | 'websocket',
  { options, recorder }: ProxyContext,
): ExchangePlan {
  const route: Route = chooseRoute(prefixed.target, headers);
  const upstream = joinBaseUrl(options.upstreams[route.provider], route.target, route.provider);
  const mismatch = findCredentialMismatch(route.provider, stripRequestHeaders(headers));
  const capture = new ExchangeCapture(recorder, options.maxCaptureBytesPerBody, {
    exchange: randomBytes(8).toString('hex'),
    at: startedAt,
    transport,
    method: request.method ?? 'GET',
    target: prefixed.target,
    headers: headers.filter(([name]) => name.toLowerCase() !== TOKEN_HEADER),
    provider: route.provider,
    upstream: upstream.origin,
    workspace: prefixed.workspace,
  });
  return {
    upstream,
    errorShape: route.provider === 'anthropic' ? 'anthropic' : 'openai',
    capture,
    veto: mismatch === null ? null : { status: 421, code: 'credential_mismatch', message: mismatch },
  };
}

function refuse(response: ServerResponse, { errorShape, capture }: ExchangePlan, refusal: Refusal): void {
  const { headers, bytes } = answerError(response, errorShape, refusal);
  capture.responseStarted(refusal.status, headers);
  capture.countResponseBytes(bytes);
  const error = { code: refusal.code, message: refusal.message };
  capture.ended({ end: 'refused', error, overheadMs: null, connectMs: null });
}
