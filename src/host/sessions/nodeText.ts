// Label, description, tooltip and icon of each node, from recorded and thus hostile text. Pure.
import type { RequestSummary } from '../../protocol/api.ts';
import {
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatModel,
  formatShare,
  formatTimeAgo,
} from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Translate } from '../translate.ts';
import { type DayNode, localDate, type MoreNode, type RequestNode, type SessionNode } from './nodes.ts';
import { requestTooltip, sessionTooltip } from './nodeTooltip.ts';

export interface NodeText {
  label: string;
  description: string;
  /** Plain text. */
  tooltip: string;
  icon: string | null;
  /** Theme colour of the icon. */
  color: string | null;
  accessibleText: string;
}

const LIVE_DOT = '●';

export function dayText(node: DayNode, now: Date, t: Translate, locale?: string): NodeText {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const date = new Date(`${node.date}T00:00:00`);
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(date);
  const label =
    node.date === localDate(now) ? t('Today') : node.date === localDate(yesterday) ? t('Yesterday') : full;
  const costs = node.sessions.map(({ session }) => session);
  const known = costs.filter(session => session.cost_usd !== null);
  const cost = known.length === 0 ? null : known.reduce((sum, session) => sum + (session.cost_usd ?? 0), 0);
  const isIncomplete = node.isPartial || costs.some(session => session.cost_incomplete);
  const description = formatCost(cost, isIncomplete);
  const count = t('{0} sessions', node.sessions.length);
  return {
    label,
    description,
    tooltip: [full, count, t('Cost: {0}', description)].join('\n'),
    icon: null,
    color: null,
    accessibleText: [label, count, description].join(', '),
  };
}

export function sessionText(
  { session }: SessionNode,
  nowMs: number,
  t: Translate,
  locale?: string,
): NodeText {
  const label = session.title === null ? '' : toLabel(session.title);
  const title = label === '' ? t('Session of {0}', formatClock(session.started_at, locale)) : label;
  // Short, because a side bar is narrow; the tooltip has it in full.
  const client = toLabel(session.client.replace(/^claude-code$/, 'claude'), 24);
  const parts = [
    client,
    t('{0} req', formatCount(session.request_count)),
    formatCount(session.total_tokens),
    formatCost(session.cost_usd, session.cost_incomplete),
    session.error_count === 0 ? '' : t('{0} failed', session.error_count),
    formatTimeAgo(session.ended_at, nowMs, locale),
  ].filter(part => part !== '');
  const isFailing = session.error_count > 0 && !session.live;
  return {
    label: title,
    description: `${session.live ? `${LIVE_DOT} ` : ''}${parts.join('  ')}`,
    tooltip: sessionTooltip(session, t, locale),
    icon: clientIcon(session.client),
    color: session.live ? 'charts.green' : isFailing ? 'charts.red' : null,
    accessibleText: [title, session.live ? t('live') : '', ...parts].filter(Boolean).join(', '),
  };
}

export function requestText({ request }: RequestNode, t: Translate, locale?: string): NodeText {
  const label = `${formatClock(request.started_at, locale)}  ${toLabel(formatModel(request.model), 40)}`;
  const parts = requestParts(request, t);
  const [icon, color] = outcomeIcon(request);
  return {
    label,
    description: parts.join('  '),
    tooltip: requestTooltip(request, t, locale),
    icon,
    color,
    accessibleText: [label, outcomeWord(request, t), ...parts].join(', '),
  };
}

export function moreText(node: MoreNode, t: Translate): NodeText {
  const label = node.sessionId === null ? t('Load older sessions…') : t('Load more requests…');
  return { label, description: '', tooltip: label, icon: 'ellipsis', color: null, accessibleText: label };
}

function requestParts(request: RequestSummary, t: Translate): string[] {
  const isChild = request.parent_thread_id !== null;
  const head = [
    isChild ? t('sub-agent') : '',
    request.status === null ? '' : String(request.status),
    request.is_generation ? '' : toLabel(pathOf(request.target), 40),
  ];
  if (request.outcome === null) return [...head, t('in flight')].filter(Boolean);
  const tail = [
    request.outcome === 'ok' ? '' : outcomeWord(request, t),
    formatDuration(request.duration_ms),
    request.total_tokens === null
      ? ''
      : `${formatCount(request.input_tokens)} → ${formatCount(request.output_tokens)}`,
    request.cache_read_tokens === null || !request.input_tokens
      ? ''
      : t('{0} cached', formatShare(request.cache_read_tokens, request.input_tokens)),
    request.tool_calls.length === 0 ? '' : t('{0} tools', request.tool_calls.length),
  ];
  return [...head, ...tail].filter(Boolean);
}

export function outcomeWord({ outcome }: RequestSummary, t: Translate): string {
  switch (outcome) {
    case null:
      return t('in flight');
    case 'ok':
      return t('succeeded');
    case 'error':
      return t('failed');
    case 'interrupted':
      return t('interrupted');
    case 'client_closed':
      return t('closed by the client');
  }
}

function outcomeIcon({ outcome }: RequestSummary): [icon: string, color: string | null] {
  switch (outcome) {
    case null:
      return ['loading~spin', 'charts.green'];
    case 'ok':
      return ['arrow-swap', null];
    case 'error':
      return ['error', 'charts.red'];
    case 'interrupted':
      return ['debug-disconnect', 'charts.red'];
    case 'client_closed':
      return ['circle-slash', null];
  }
}

/** Icons that every supported editor has. */
function clientIcon(client: string): string {
  if (/claude/i.test(client)) return 'sparkle';
  if (/codex/i.test(client)) return 'terminal';
  if (/opencode/i.test(client)) return 'code';
  if (/copilot/i.test(client)) return 'copilot';
  return 'comment-discussion';
}

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? target;
}
