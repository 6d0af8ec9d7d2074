// The recorder's routes, as docs/api.md describes them.
import type * as z from 'zod/mini';
import { pageQuery, sessionMarks, sessionQuery, statsQuery } from '../../protocol/api.ts';
import type { ApiRequest } from '../../protocol/capture.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import type { SessionMarked } from '../../protocol/journal.ts';
import { deleteAllQuery, retentionQuery } from '../../protocol/retention.ts';
import { requestQuery, revealBody } from '../../protocol/reveal.ts';
import { facetQuery } from '../../protocol/search.ts';
import { listSessions } from '../index/query/listSessions.ts';
import { readFacets } from '../index/query/readFacets.ts';
import { readStats } from '../index/query/readStats.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { Maintenance } from '../retention/maintenance.ts';
import { toPolicy } from '../retention/toPreview.ts';
import type { AnswerStream } from './answerStream.ts';
import type { ApiOptions } from './createApi.ts';
import { deleteSession } from './deleteSession.ts';
import { listContext } from './listContext.ts';
import { listTurns } from './listTurns.ts';
import { markSession } from './markSession.ts';
import { noQuery, parseBody, parseParams } from './parseParams.ts';
import { type Revealer, revealRequest, revealValue } from './revealValue.ts';
import { showPrompt } from './showPrompt.ts';
import { showRequest } from './showRequest.ts';
import { showSession } from './showSession.ts';
import { streamEvents } from './streamEvents.ts';
import { streamImport } from './streamImport.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface AnswerRoute {
  method: string;
  path: RegExp;
  answer(options: ApiOptions, call: RouteCall): Promise<Answer>;
}

export interface RouteCall {
  ids: string[];
  params: URLSearchParams;
  body: string;
  signal: AbortSignal;
}

interface StreamRoute {
  method: string;
  path: RegExp;
  stream(options: ApiOptions, answer: AnswerStream, body: string): Promise<void>;
}

type Route = AnswerRoute | StreamRoute;

const SESSION = /^\/sessions\/([A-Za-z0-9_-]{1,128})$/;

const ROUTES: readonly Route[] = [
  get(/^\/sessions$/, sessionQuery, ({ index, now, signal }, _ids, query) =>
    listSessions({ index, now, signal }, query),
  ),
  get(SESSION, pageQuery, ({ index, now }, [id = ''], page) => showSession(index, id, page, now)),
  get(/^\/sessions\/([A-Za-z0-9_-]{1,128})\/turns$/, pageQuery, ({ index, signal }, [id = ''], page) =>
    listTurns(index, id, page, signal),
  ),
  get(/^\/sessions\/([A-Za-z0-9_-]{1,128})\/context$/, pageQuery, ({ index, signal }, [id = ''], page) =>
    listContext(index, id, page, signal),
  ),
  get(
    /^\/sessions\/([A-Za-z0-9_-]{1,128})\/requests\/([A-Za-z0-9_-]{1,128})$/,
    requestQuery,
    async ({ index, redaction }, [id = '', requestId = ''], { reveal }) => {
      const detail = await showRequest(index, id, requestId);
      return reveal === 'true' ? revealRequest(redaction, detail) : detail;
    },
  ),
  get(
    /^\/sessions\/([A-Za-z0-9_-]{1,128})\/requests\/([A-Za-z0-9_-]{1,128})\/prompt$/,
    noQuery,
    ({ index }, [id = '', requestId = '']) => showPrompt(index, id, requestId),
  ),
  get(/^\/facets$/, facetQuery, ({ index, now, signal }, _ids, query) =>
    readFacets({ index, now, signal }, query),
  ),
  get(/^\/stats$/, statsQuery, ({ index, now }, _ids, query) => readStats(index, query, now)),
  {
    method: 'DELETE',
    path: SESSION,
    answer: async (options, { ids: [id = ''], params }) => {
      parseParams(noQuery, params);
      await deleteSession(readyIndex(options), id, (sessionId, file) =>
        options.removeSession(sessionId, file),
      );
      return { status: 204, headers: {}, body: '' };
    },
  },
  {
    method: 'PATCH',
    path: SESSION,
    answer: async (options, { ids: [id = ''], params, body }) => {
      parseParams(noQuery, params);
      const marks = parseBody(sessionMarks, body);
      const write = (file: string, event: SessionMarked) => options.writeMarks(file, event);
      return json(await markSession(readyIndex(options), id, marks, options.now(), write));
    },
  },
  {
    method: 'POST',
    path: /^\/import$/,
    stream: (options, answer, body) => {
      return streamImport(options.importer, body, answer);
    },
  },
  {
    method: 'POST',
    path: /^\/sessions\/reveal$/,
    answer: async ({ redaction }, { params, body }) => {
      parseParams(noQuery, params);
      return json(await revealValue(redaction, parseBody(revealBody, body).token));
    },
  },
  {
    method: 'DELETE',
    path: /^\/sessions$/,
    answer: async (options, { params }) => {
      parseParams(deleteAllQuery, params);
      return json({ deleted_count: await readyMaintenance(options).deleteAll() });
    },
  },
  {
    method: 'GET',
    path: /^\/retention\/preview$/,
    answer: async (options, { params }) => {
      const query = parseParams(retentionQuery, params);
      return json(await readyMaintenance(options).preview(toPolicy(query)));
    },
  },
  { method: 'GET', path: /^\/events$/, stream: (options, answer) => streamEvents(options.live, answer) },
  {
    method: 'GET',
    path: /^\/metrics$/,
    answer: async options => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: await options.metrics(),
    }),
  },
];

/** @throws LunaRouteError `not_found` or `method_not_allowed`, whose message ends in what is allowed */
export function findRoute(request: ApiRequest): { route: Route; ids: string[] } {
  const path = request.target.split('?', 1)[0] ?? '';
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const allowed: string[] = [];
  for (const route of ROUTES) {
    const match = route.path.exec(path);
    if (match === null) continue;
    if (route.method === method) return { route, ids: match.slice(1) };
    allowed.push(route.method);
  }
  if (allowed.length === 0) throw new LunaRouteError('not_found', `There is nothing at ${path}.`);
  throw new LunaRouteError('method_not_allowed', `${path} takes: ${allowed.join(', ')}`);
}

interface ReadContext {
  index: RecordIndex;
  redaction: Revealer;
  now: number;
  signal: AbortSignal;
}

function get<Query>(
  path: RegExp,
  schema: z.ZodMiniType<Query>,
  read: (context: ReadContext, ids: string[], query: Query) => unknown,
): AnswerRoute {
  return {
    method: 'GET',
    path,
    answer: async (options, { ids, params, signal }) => {
      const query = parseParams(schema, params);
      const { redaction } = options;
      const context = { index: readyIndex(options), redaction, now: options.now(), signal };
      const body = await read(context, ids, query);
      return json(body);
    },
  };
}

function json(body: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function readyIndex(options: ApiOptions): RecordIndex {
  return orUnavailable(options.index());
}

function readyMaintenance(options: ApiOptions): Maintenance {
  return orUnavailable(options.maintenance());
}

function orUnavailable<Part>(part: Part | null): Part {
  if (part !== null) return part;
  throw new LunaRouteError(
    'recorder_unavailable',
    'The recorder is not running yet; requests still pass through.',
  );
}
