// Label, description, tooltip and icon of requests, tool calls and sub-agents. Pure.
import type { RequestSummary } from '../../protocol/api.ts';
import {
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatModel,
  formatShare,
} from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Translate } from '../translate.ts';
import type { RequestNode, ThreadNode, ToolNode } from './nodes.ts';
import type { NodeText } from './nodeText.ts';
import { MAX_SPOKEN_TITLE, MAX_TITLE } from './nodeText.ts';
import { requestTooltip } from './nodeTooltip.ts';

export function requestText({ request, isRetried }: RequestNode, t: Translate, locale?: string): NodeText {
  const label = `${formatClock(request.started_at, locale)}  ${toLabel(formatModel(request.model), 40)}`;
  const parts = requestParts(request, isRetried, t);
  const [icon, color] = outcomeIcon(request);
  return {
    label,
    description: parts.join('  '),
    tooltip: () => requestTooltip(request, t, locale),
    icon,
    color,
    accessibleText: [label, outcomeWord(request, t), ...parts].join(', '),
  };
}

export function toolText({ call }: ToolNode, t: Translate): NodeText {
  const label = toLabel(call.name, 60);
  const state =
    call.is_error === null
      ? t('no result yet')
      : call.is_error
        ? t('failed')
        : formatDuration(call.duration_ms);
  const parts = [
    state,
    call.is_error === true ? formatDuration(call.duration_ms) : '',
    call.server === null ? '' : toLabel(call.server, 40),
  ].filter(Boolean);
  return {
    label,
    description: parts.join('  '),
    tooltip: () => [label, ...parts].join('\n'),
    icon: 'tools',
    color: call.is_error === true ? 'charts.red' : null,
    accessibleText: [t('Tool {0}', label), ...parts].join(', '),
  };
}

export function threadText(node: ThreadNode, t: Translate): NodeText {
  const kind = threadWord(node.threadKind, t);
  const name = (maxLength: number) => toLabel(node.title ?? '', maxLength) || kind;
  const label = name(MAX_TITLE);
  const isRunning = node.requests.some(({ request }) => request.outcome === null);
  const parts = [
    formatCost(node.costUsd),
    formatCount(node.totalTokens),
    t('{0} req', formatCount(node.requestCount)),
    label === kind ? '' : kind,
    isRunning ? t('in flight') : '',
  ].filter(Boolean);
  return {
    label,
    description: parts.join('  '),
    tooltip: () =>
      [toLabel(node.title ?? '', 300), ...parts, toLabel(node.threadId, 80)].filter(Boolean).join('\n'),
    icon: isRunning ? 'loading~spin' : 'type-hierarchy-sub',
    color: isRunning ? 'charts.green' : null,
    accessibleText: [name(MAX_SPOKEN_TITLE), ...parts].join(', '),
  };
}

/** What a thread other than the main one is. */
export function threadWord(kind: ThreadNode['threadKind'], t: Translate): string {
  if (kind === 'title') return t('title request');
  return kind === 'sub_agent' ? t('sub-agent') : t('conversation');
}

/** What went wrong comes first, else cost and tokens; a narrow side bar cuts the rest off. */
function requestParts(request: RequestSummary, isRetried: boolean, t: Translate): string[] {
  const path = request.is_generation ? '' : toLabel(pathOf(request.target), 40);
  const status = request.status === null ? '' : String(request.status);
  if (request.outcome === null) return [t('in flight'), path].filter(Boolean);
  const figures = [
    path,
    request.is_generation ? formatCost(request.cost_usd) : '',
    request.total_tokens === null
      ? ''
      : `${formatCount(request.input_tokens)} → ${formatCount(request.output_tokens)}`,
    formatDuration(request.duration_ms),
    request.cache_read_tokens === null || !request.input_tokens
      ? ''
      : t('{0} cached', formatShare(request.cache_read_tokens, request.input_tokens)),
  ];
  const troubled = [status, outcomeWord(request, t), isRetried ? t('retried') : '', ...figures];
  return (request.outcome === 'ok' ? [...figures, status] : troubled).filter(Boolean);
}

function outcomeWord({ outcome }: RequestSummary, t: Translate): string {
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

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? target;
}
