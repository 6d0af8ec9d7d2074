// The columns of a session's table of requests: every field of the API. Pure.
import type { RequestSummary } from '../../src/protocol/api.ts';
import { formatClock } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import type { Column } from '../components/dataTable.tsx';
import { type StringKey, t } from '../strings.ts';
import {
  cost,
  count,
  duration,
  exactTime,
  inputTokens,
  modelLabel,
  plain,
  type Shown,
  tokens,
} from '../values.ts';

type Request = RequestSummary;

/** Without the status icon, which the table puts before the first column. */
export function requestColumns(): Column<Request>[] {
  return [
    text('started', 'column.time', 84, request => ({
      text: formatClock(request.started_at),
      title: exactTime(request.started_at),
      exact: request.started_at,
    })),
    text('status', 'column.status', 64, request =>
      plain(request.status === null ? null : String(request.status), 'unknown.status'),
    ),
    text('outcome', 'column.outcome', 96, request => label(request.outcome, 'unknown.running')),
    text('model', 'column.model', 280, request =>
      label(request.model === null ? null : modelLabel(request.model), 'unknown.model', request.model),
    ),
    number('input', 'column.input', 72, inputTokens),
    number('cacheRead', 'column.cacheRead', 88, request => tokens(request.cache_read_tokens)),
    number('write5m', 'column.cacheWrite5m', 96, request => tokens(request.cache_write_5m_tokens)),
    number('write1h', 'column.cacheWrite1h', 96, request => tokens(request.cache_write_1h_tokens)),
    number('output', 'column.output', 72, request => tokens(request.output_tokens)),
    number('thinking', 'column.thinking', 72, request => tokens(request.reasoning_tokens)),
    number('total', 'column.total', 72, request => tokens(request.total_tokens)),
    number('cost', 'column.cost', 72, request => cost(request.cost_usd, false, request.is_api_equivalent)),
    number('duration', 'column.duration', 80, request => duration(request.duration_ms)),
    number('ttft', 'column.ttft', 88, request => duration(request.time_to_first_token_ms, 'unknown.ttft')),
    number('overhead', 'column.overhead', 80, request => duration(request.proxy_overhead_ms)),
    text('stop', 'column.stopReason', 96, request => label(request.stop_reason, 'unknown.stopReason')),
    number('tools', 'column.tools', 56, request => count(request.tool_calls.length)),
    text('error', 'column.error', 200, request =>
      label(
        request.error === null ? null : `${request.error.code}: ${request.error.message}`,
        'unknown.noError',
      ),
    ),
    text('dialect', 'column.dialect', 136, request => label(request.dialect)),
    text('provider', 'column.provider', 80, request => label(request.provider)),
    text('transport', 'column.transport', 80, request => label(request.transport)),
    text('target', 'column.target', 200, request => label(`${request.method} ${request.target}`)),
    text('generation', 'column.generation', 80, request =>
      plain(t(request.is_generation ? 'value.yes' : 'value.no')),
    ),
    text('thread', 'column.thread', 140, request => label(request.thread_id)),
    text('parent', 'column.parentThread', 140, request =>
      label(request.parent_thread_id, 'unknown.parentThread'),
    ),
    text('id', 'column.id', 150, request => label(request.id)),
  ];
}

type Read = (request: Request) => Shown;

function text(key: string, title: StringKey, widthPx: number, value: Read): Column<Request> {
  return { key, title: t(title), widthPx, value };
}

function number(key: string, title: StringKey, widthPx: number, value: Read): Column<Request> {
  return { key, title: t(title), widthPx, value, isNumber: true };
}

/** Text of the wire, made fit for one line. */
function label(value: string | null, why: StringKey = 'unknown.value', exact = value): Shown {
  const shown = plain(value === null ? null : toLabel(value, 300), why);
  return exact === null ? shown : { ...shown, exact: toLabel(exact, 300) };
}
