// Answers the HTTP API's requests that the gateway hands over: finds the route, checks the query, sends the answer.
import type { ApiRequest } from '../../protocol/capture.ts';
import { errorCode, errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import type { SessionMarked } from '../../protocol/journal.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { Importer } from '../import/importer.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { LiveFeed } from '../live/liveFeed.ts';
import type { Maintenance } from '../retention/maintenance.ts';
import { AnswerStream, type Reply } from './answerStream.ts';
import type { Revealer } from './revealValue.ts';
import { findRoute } from './routes.ts';

export interface ApiOptions {
  /** Null while the recorder is opening or when it failed. */
  index(): RecordIndex | null;
  live: LiveFeed;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** Milliseconds since the epoch. */
  now(): number;
  redaction: Revealer;
  /**
   * Makes the writing half let go of a session, so that it is not written to again, and removes its journal in all forms;
   * false when another owner writes now.
   */
  removeSession(sessionId: string, file: string): Promise<boolean>;
  /** Null while there is no index. */
  maintenance(): Maintenance | null;
  /** Resolves when the event stands in the session's journal and in the index. */
  writeMarks(file: string, event: SessionMarked): Promise<void>;
  importer: Importer;
  log(level: LogLevel, message: string): void;
}

export interface Api {
  /** Answers through `reply`; never rejects. */
  handle(request: ApiRequest, reply: Reply): Promise<void>;
  /** The consumer of an answer has left. */
  cancel(id: number): void;
  /** The consumer of an answer took `bytes` more. */
  ack(id: number, bytes: number): void;
  /** Ends all answers, event streams too. */
  close(): void;
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  bad_query: 400,
  bad_cursor: 400,
  bad_body: 400,
  not_found: 404,
  method_not_allowed: 405,
  session_busy: 409,
  import_running: 409,
  redaction_key_missing: 409,
  task_running: 409,
  not_recorded: 410,
  not_writable: 503,
  recorder_unavailable: 503,
};

export function createApi(options: ApiOptions): Api {
  const running = new Map<number, AnswerStream>();

  async function handle(request: ApiRequest, reply: Reply): Promise<void> {
    const answer = new AnswerStream(request.id, reply);
    running.set(request.id, answer);
    try {
      await respond(options, request, answer);
    } catch (error) {
      if (answer.signal.aborted) return;
      options.log('error', `${request.method} ${pathOf(request)}: ${errorMessage(error)}`);
      answer.fail();
    } finally {
      running.delete(request.id);
    }
  }

  return {
    handle,
    cancel: id => running.get(id)?.cancel(),
    ack: (id, bytes) => running.get(id)?.acknowledge(bytes),
    close: () => {
      for (const answer of running.values()) answer.cancel();
    },
  };
}

async function respond(options: ApiOptions, request: ApiRequest, answer: AnswerStream): Promise<void> {
  let result: { status: number; headers: Record<string, string>; body: string };
  try {
    const found = findRoute(request);
    const params = new URLSearchParams(request.target.split('?').slice(1).join('?'));
    if ('stream' in found.route) return await found.route.stream(options, answer, request.body);
    result = await found.route.answer(options, {
      ids: found.ids,
      params,
      body: request.body,
      signal: answer.signal,
    });
  } catch (error) {
    if (answer.signal.aborted || answer.isStarted) throw error;
    result = errorAnswer(options, request, error);
  }
  answer.start(result.status, result.headers);
  await answer.write(Buffer.from(result.body));
  answer.end();
}

function errorAnswer(options: ApiOptions, request: ApiRequest, error: unknown) {
  const known = error instanceof LunaRouteError ? STATUS_OF_CODE[error.code] : undefined;
  if (known === undefined) {
    options.log('error', `${request.method} ${pathOf(request)}: ${errorCode(error)} ${errorMessage(error)}`);
  }
  const body =
    known === undefined
      ? { code: 'internal_error', message: 'The recorder could not answer; the log says why.' }
      : { code: errorCode(error), message: errorMessage(error) };
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (known === 405) headers.allow = errorMessage(error).replace(/^.*: /, '');
  return { status: known ?? 500, headers, body: JSON.stringify({ error: body }) };
}

/** Without the query: it may hold what somebody searched for. */
function pathOf(request: ApiRequest): string {
  return request.target.split('?', 1)[0] ?? '';
}
