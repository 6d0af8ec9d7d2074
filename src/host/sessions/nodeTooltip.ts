// The exact figures behind a session or request, as plain lines. Pure.
import type { RequestSummary, SessionSummary } from '../../protocol/api.ts';
import {
  formatDateTime,
  formatDuration,
  formatExactCost,
  formatExactCount,
  formatModel,
  UNKNOWN,
} from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { TokenFields } from '../../protocol/usage.ts';
import type { Translate } from '../translate.ts';

export function sessionTooltip(session: SessionSummary, t: Translate, locale?: string): string {
  const client = toLabel([session.client, session.client_version].filter(Boolean).join(' '), 60);
  const cost = `${session.cost_incomplete ? '≈' : ''}${formatExactCost(session.cost_usd)}`;
  return [
    session.title === null ? '' : toLabel(session.title, 300),
    session.origin === 'demo' ? t('Demo: no provider was asked and nothing was paid.') : '',
    session.origin === 'imported' ? t('Imported from the logs of its client.') : '',
    session.note === null ? '' : t('Note: {0}', toLabel(session.note, 500)),
    session.tags.length === 0 ? '' : t('Tags: {0}', session.tags.map(tag => toLabel(tag, 64)).join(', ')),
    t('Client: {0}', client),
    session.workspace === null ? '' : t('Workspace: {0}', toLabel(session.workspace, 60)),
    t('Models: {0}', session.models.map(model => toLabel(formatModel(model), 60)).join(', ') || UNKNOWN),
    t('Started: {0}', dateTime(session.started_at, locale)),
    t('Last activity: {0}', dateTime(session.ended_at, locale)),
    t('Requests: {0} ({1} failed)', exact(session.request_count, locale), exact(session.error_count, locale)),
    ...tokenLines(session, t, locale),
    t('Cost: {0}', session.cost_usd === null ? t('unknown: no price for the model, or no usage') : cost),
  ]
    .filter(Boolean)
    .join('\n');
}

export function requestTooltip(request: RequestSummary, t: Translate, locale?: string): string {
  return [
    `${request.method} ${toLabel(request.target, 200)}`,
    t('Model: {0}', request.model === null ? UNKNOWN : toLabel(request.model, 80)),
    t('Started: {0}', dateTime(request.started_at, locale)),
    t('Status: {0}', request.status ?? UNKNOWN),
    request.error === null ? '' : toLabel(request.error.message, 300),
    request.stop_reason === null ? '' : t('Stop reason: {0}', toLabel(request.stop_reason, 60)),
    t('Duration: {0}', formatDuration(request.duration_ms)),
    t('Time to first token: {0}', formatDuration(request.time_to_first_token_ms)),
    request.proxy_overhead_ms === null
      ? ''
      : t('Added by LunaRoute: {0} ms', request.proxy_overhead_ms.toFixed(2)),
    ...tokenLines(request, t, locale),
    costLine(request, t),
    request.tool_calls.length === 0
      ? ''
      : t('Tools: {0}', request.tool_calls.map(call => toLabel(call.name, 60)).join(', ')),
  ]
    .filter(Boolean)
    .join('\n');
}

function costLine({ cost_usd, is_api_equivalent }: RequestSummary, t: Translate): string {
  if (cost_usd === null) return t('Cost: {0}', t('unknown: no price for the model, or no usage'));
  const cost = formatExactCost(cost_usd);
  return is_api_equivalent ? t('Cost: {0} (API-equivalent of a subscription)', cost) : t('Cost: {0}', cost);
}

function tokenLines(tokens: TokenFields, t: Translate, locale?: string): string[] {
  const line = (text: string, value: number | null) => (value === null ? '' : text);
  const { input_tokens, output_tokens, reasoning_tokens, cache_read_tokens } = tokens;
  const written = tokens.cache_write_5m_tokens ?? tokens.cache_write_1h_tokens;
  const cacheWrite = (tokens.cache_write_5m_tokens ?? 0) + (tokens.cache_write_1h_tokens ?? 0);
  return [
    t('Input: {0} tokens', exact(input_tokens, locale)),
    line(t('Cache read: {0} tokens', exact(cache_read_tokens, locale)), cache_read_tokens),
    line(t('Cache write: {0} tokens', exact(cacheWrite, locale)), written),
    t('Output: {0} tokens', exact(output_tokens, locale)),
    line(t('Thinking: {0} tokens', exact(reasoning_tokens, locale)), reasoning_tokens),
  ];
}

function exact(count: number | null, locale?: string): string {
  return formatExactCount(count, locale);
}

function dateTime(time: string, locale?: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return UNKNOWN;
  return formatDateTime(at, locale);
}
