// Where every request comes in: guard, token, then the API or the proxy.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { parseApiPath } from '../core/http/apiPath.ts';
import { type ErrorShape, shapeOfPath } from '../core/http/errorBody.ts';
import { findRefusal, isLoopbackAddress, type Refusal } from '../core/http/guard.ts';
import { pairHeaders } from '../core/http/headers.ts';
import { parsePrefixes, pathOf } from '../core/http/prefix.ts';
import { redactPathForLog } from '../core/redaction/redactForLog.ts';
import type { GatewayOptions, LogLevel } from '../protocol/workers.ts';
import { type ApiContext, answerApi } from './apiRoutes.ts';
import { now } from './clock.ts';
import { answerError } from './ownAnswer.ts';
import { type Admitted, findUpgradeRefusal, type ProxyContext, proxyRequest, proxyUpgrade } from './proxy.ts';
import type { StartGate } from './startGate.ts';
import { TokenCheck } from './token.ts';
import { responseOnSocket } from './webSocketExchange.ts';

const STOPPED: Refusal = {
  status: 503,
  code: 'proxy_stopped',
  message: 'LunaRoute is stopped. Run "LunaRoute: Start", or point this client back at its provider.',
};

const TOKEN_REQUIRED: Refusal = {
  status: 401,
  code: 'token_required',
  message:
    'This LunaRoute listens beyond this machine and needs its token: the header x-lunaroute-token or the prefix /t/<token>/.',
};

/** What changes while the port stays open. */
export interface FrontDoorContext
  extends Omit<ProxyContext, 'options'>,
    Omit<ApiContext, 'options' | 'token'> {
  isProxying: boolean;
  gate: StartGate;
  log(level: LogLevel, message: string): void;
}

/** Why a request goes no further, and in whose words that is said. */
interface Denial {
  refusal: Refusal;
  shape: ErrorShape;
}

export class FrontDoor {
  readonly #options: GatewayOptions;
  readonly #token: TokenCheck;
  readonly #allowedHosts: readonly string[];
  readonly #context: () => FrontDoorContext;

  constructor(options: GatewayOptions, context: () => FrontDoorContext) {
    this.#options = options;
    this.#token = new TokenCheck(options.token);
    this.#allowedHosts = [...options.allowedHosts, ...namesOf(options.host)];
    this.#context = context;
  }

  request(request: IncomingMessage, response: ServerResponse): void {
    const admitted = this.#admit(request);
    const context = this.#context();
    response.on('close', () => this.#log(admitted, response.headersSent ? response.statusCode : 0, context));
    const denial = this.#findDenial(admitted);
    if (denial !== null) return void answerError(response, denial.shape, denial.refusal);
    const { target, workspace } = admitted.prefixed;
    const apiPath = workspace === null ? parseApiPath(pathOf(target)) : null;
    if (apiPath !== null) {
      const api = { ...context, options: this.#options, token: this.#token };
      void answerApi(apiPath, target, admitted.headers, request, response, api);
      return;
    }
    context.gate.pass(() => this.#proxy(admitted, response));
  }

  #proxy(admitted: Admitted, response: ServerResponse): void {
    // The client may have left while the proxy started.
    if (response.destroyed) return;
    const context = this.#context();
    if (context.isProxying) proxyRequest(admitted, response, { ...context, options: this.#options });
    else answerError(response, shapeOfPath(admitted.prefixed.target), STOPPED);
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const admitted = this.#admit(request);
    const context = this.#context();
    socket.on('error', () => socket.destroy());
    const shape = shapeOfPath(admitted.prefixed.target);
    const unserved = findUpgradeRefusal(admitted);
    const denial = this.#findDenial(admitted) ?? (unserved === null ? null : { refusal: unserved, shape });
    if (denial !== null) {
      this.#refuseUpgrade(request, socket, denial);
      return;
    }
    context.gate.pass(() => {
      if (socket.destroyed) return;
      const atStart = this.#context();
      if (!atStart.isProxying) {
        this.#refuseUpgrade(request, socket, { refusal: STOPPED, shape });
        return;
      }
      const closed = (status: number) => this.#log(admitted, status, atStart);
      proxyUpgrade(admitted, socket, head, { ...atStart, options: this.#options }, closed);
    });
  }

  #refuseUpgrade(request: IncomingMessage, socket: Socket, { refusal, shape }: Denial): void {
    answerError(responseOnSocket(request, socket), shape, refusal);
  }

  #admit(request: IncomingMessage): Admitted {
    return {
      request,
      headers: pairHeaders(request.rawHeaders),
      prefixed: parsePrefixes(request.url ?? ''),
      startedAt: now(),
    };
  }

  #findDenial({ request, headers, prefixed }: Admitted): Denial | null {
    const { target, token, workspace } = prefixed;
    const isApi = workspace === null && parseApiPath(pathOf(target)) !== null;
    const shape = isApi ? 'api' : shapeOfPath(target);
    const policy = { allowedHosts: this.#allowedHosts, allowedOrigins: this.#options.allowedOrigins };
    const refusal = findRefusal(request.method ?? 'GET', request.url ?? '', headers, policy);
    if (refusal !== null) return { refusal, shape };
    const isWrongPrefix = token !== null && !this.#token.isRight(token);
    const isPassed =
      isLoopbackAddress(this.#options.host) ||
      this.#token.isPassRight(headers, token) ||
      (isApi && this.#token.isBearerRight(headers));
    return isWrongPrefix || !isPassed ? { refusal: TOKEN_REQUIRED, shape } : null;
  }

  #log({ request, prefixed, startedAt }: Admitted, status: number, context: FrontDoorContext): void {
    if (!this.#options.isLoggingRequests) return;
    const ms = Math.round(now() - startedAt);
    const result = status === 0 ? 'no answer' : status;
    context.log('info', `${request.method} ${redactPathForLog(pathOf(prefixed.target))} ${result} ${ms} ms`);
  }
}

// A wildcard is no name that anybody calls; browsers take 0.0.0.0 for this machine.
function namesOf(host: string): string[] {
  if (host === '0.0.0.0' || host === '::') return [];
  return [host.includes(':') ? `[${host}]` : host];
}
