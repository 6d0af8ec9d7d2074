// The one client of the HTTP API, for the editor's views and the command line alike.
import http from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type {
  ApiErrorBody,
  Health,
  RequestDetail,
  SessionDetail,
  SessionList,
  SessionMarks,
  SessionSummary,
  TurnList,
} from '../protocol/api.ts';
import type { RequestPrompt } from '../protocol/context.ts';
import { errorCode, errorMessage, LunaRouteError } from '../protocol/errors.ts';
import type { ImportBody, ImportProgress, ImportReport } from '../protocol/import.ts';
import type { RetentionPreview } from '../protocol/retention.ts';
import type { RevealedValue } from '../protocol/reveal.ts';
import type { Facets } from '../protocol/search.ts';
import type { Stats } from '../protocol/stats.ts';
import type { ControlAction, ServiceState } from '../protocol/workers.ts';
import { readImport } from './readImport.ts';

export interface ApiAddress {
  url: string;
  token: string;
}

/** Query members as the API names them; undefined ones are left out. */
export type ApiQuery = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Typed calls of one LunaRoute's HTTP API over kept connections. Failures are `LunaRouteError`s with the API's
 * own code, or `api_unreachable`; an aborted call rejects with an `AbortError`.
 */
export class ApiClient {
  readonly #address: () => ApiAddress | null;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

  /** @param address asked before every call, because the address changes with the owner; null: nothing runs */
  constructor(address: () => ApiAddress | null) {
    this.#address = address;
  }

  sessions(query: ApiQuery = {}, signal?: AbortSignal): Promise<SessionList> {
    return this.get(withQuery('/sessions', query), signal);
  }

  facets(query: ApiQuery = {}, signal?: AbortSignal): Promise<Facets> {
    return this.get(withQuery('/facets', query), signal);
  }

  session(id: string, query: ApiQuery = {}, signal?: AbortSignal): Promise<SessionDetail> {
    return this.get(withQuery(`/sessions/${encodeURIComponent(id)}`, query), signal);
  }

  turns(id: string, query: ApiQuery = {}, signal?: AbortSignal): Promise<TurnList> {
    return this.get(withQuery(`/sessions/${encodeURIComponent(id)}/turns`, query), signal);
  }

  request(id: string, requestId: string, signal?: AbortSignal): Promise<RequestDetail> {
    return this.get(`/sessions/${encodeURIComponent(id)}/requests/${encodeURIComponent(requestId)}`, signal);
  }

  /** The value behind a token of redaction, e.g. `[EMAIL:a3f8e9d2]`. */
  reveal(token: string): Promise<RevealedValue> {
    return this.post('/sessions/reveal', { token });
  }

  /** Title, pin, tags and note of the user; what is left out stays as it is. */
  markSession(id: string, marks: SessionMarks): Promise<SessionSummary> {
    return this.#json('PATCH', `/sessions/${encodeURIComponent(id)}`, marks);
  }

  prompt(id: string, requestId: string, signal?: AbortSignal): Promise<RequestPrompt> {
    const [session, request] = [id, requestId].map(encodeURIComponent);
    return this.get(`/sessions/${session}/requests/${request}/prompt`, signal);
  }

  deleteSession(id: string): Promise<unknown> {
    return this.#json('DELETE', `/sessions/${encodeURIComponent(id)}`);
  }

  /** Everything recorded, pinned or not. */
  deleteAllSessions(signal?: AbortSignal): Promise<{ deleted_count: number }> {
    return this.#json('DELETE', '/sessions?confirm=all', undefined, signal);
  }

  retentionPreview(query: ApiQuery = {}, signal?: AbortSignal): Promise<RetentionPreview> {
    return this.get(withQuery('/retention/preview', query), signal);
  }

  stats(query: ApiQuery = {}, signal?: AbortSignal): Promise<Stats> {
    return this.get(withQuery('/stats', query), signal);
  }

  /** Imports logs; an abort cancels it, what was written until then stays. */
  async importSessions(
    body: ImportBody,
    onProgress: (progress: ImportProgress) => void,
    signal?: AbortSignal,
  ): Promise<ImportReport> {
    const response = await this.open('POST', '/import', JSON.stringify(body), signal);
    const status = response.statusCode ?? 0;
    if (status >= 400) throw errorOfAnswer(status, await readText(response));
    return readImport(response, onProgress);
  }

  health(signal?: AbortSignal): Promise<Health> {
    return this.get('/healthz', signal);
  }

  /** Prometheus text. */
  metrics(signal?: AbortSignal): Promise<string> {
    return this.#text('GET', '/metrics', undefined, signal);
  }

  control(action: ControlAction, signal?: AbortSignal): Promise<{ state: ServiceState }> {
    return this.post(`/control/${action}`, undefined, signal);
  }

  /** @param target path and query, e.g. `/sessions?days=7` */
  get<T>(target: string, signal?: AbortSignal): Promise<T> {
    return this.#json('GET', target, undefined, signal);
  }

  post<T>(target: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.#json('POST', target, body, signal);
  }

  /** Closes kept connections; calls in flight fail. */
  dispose(): void {
    this.#agent.destroy();
  }

  /** The raw answer of `target`, whatever its status; for streams such as `/events`. */
  open(method: string, target: string, body?: string, signal?: AbortSignal): Promise<http.IncomingMessage> {
    const address = this.#address();
    if (address === null)
      return Promise.reject(new LunaRouteError('not_running', 'LunaRoute is not running. Start it first.'));
    const headers: http.OutgoingHttpHeaders = { authorization: `Bearer ${address.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return new Promise((resolve, reject) => {
      const request = http.request(new URL(target, address.url), {
        method,
        headers,
        agent: this.#agent,
        ...(signal === undefined ? {} : { signal }),
      });
      request.once('response', resolve);
      request.once('error', error => reject(signal?.aborted ? error : unreachable(address.url, error)));
      request.end(body);
    });
  }

  async #json<T>(method: string, target: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const text = await this.#text(method, target, body, signal);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async #text(method: string, target: string, body?: unknown, signal?: AbortSignal): Promise<string> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const response = await this.open(method, target, payload, signal);
    const text = await readText(response);
    const status = response.statusCode ?? 0;
    if (status >= 400) throw errorOfAnswer(status, text);
    return text;
  }
}

/** `/path?a=1&b=2` of the members that are set. */
export function withQuery(path: string, query: ApiQuery): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}

/** The API's `{"error":{"code","message"}}`, or `api_error` when something else answered. */
export function errorOfAnswer(status: number, text: string): LunaRouteError {
  try {
    const { error } = JSON.parse(text) as ApiErrorBody;
    if (typeof error.code === 'string') return new LunaRouteError(error.code, error.message);
  } catch {
    // Not ours: told below with its status.
  }
  return new LunaRouteError('api_error', `The LunaRoute API answered with status ${status}.`);
}

function unreachable(url: string, cause: unknown): LunaRouteError {
  const detail = errorCode(cause) === 'internal_error' ? errorMessage(cause) : errorCode(cause);
  return new LunaRouteError('api_unreachable', `LunaRoute does not answer at ${url} (${detail}).`, { cause });
}
