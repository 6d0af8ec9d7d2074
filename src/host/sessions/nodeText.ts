// Label, description, tooltip and icon of groups, sessions and what pages on, from recorded and thus hostile text. Pure.

import { workspaceName } from '../../core/workspaceLabel.ts';
import type { SessionSummary } from '../../protocol/api.ts';
import {
  dateTimeFormat,
  formatAge,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatModel,
} from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Translate } from '../translate.ts';
import { type GroupNode, localDate, type MoreNode, type SessionNode } from './nodes.ts';
import { sessionTooltip } from './nodeTooltip.ts';

export interface NodeText {
  label: string;
  description: string;
  /** Plain text, asked for when somebody points there. */
  tooltip(): string;
  icon: string | null;
  /** Theme colour of the icon. */
  color: string | null;
  accessibleText: string;
}

const LIVE_DOT = '●';
/** The editor cuts a label to the width there is; longer than this, no side bar would show a figure beside it. */
export const MAX_TITLE = 60;
/** A screen reader has no width to cut to. */
export const MAX_SPOKEN_TITLE = 200;

export function groupText(node: GroupNode, now: Date, t: Translate, locale?: string): NodeText {
  const full = groupName(node, t, locale);
  const label = node.by === 'day' ? dayName(node.key, now, full, t) : full;
  const all = [...node.sessions, ...node.pinnedElsewhere].map(({ session }) => session);
  const costs = summedSessions(all);
  const known = costs.filter(session => session.cost_usd !== null);
  const cost = known.length === 0 ? null : known.reduce((sum, session) => sum + (session.cost_usd ?? 0), 0);
  const isIncomplete = node.isPartial || costs.some(session => session.cost_incomplete);
  const description = formatCost(cost, isIncomplete);
  const pinned = node.pinnedElsewhere.length;
  const count = [sessionCount(all.length, t), pinned === 0 ? '' : t('{0} of them pinned', pinned)]
    .filter(Boolean)
    .join(', ');
  return {
    label,
    description,
    tooltip: () =>
      [node.by === 'workspace' && node.key !== '' ? node.key : full, count, t('Cost: {0}', description)].join(
        '\n',
      ),
    icon: null,
    color: null,
    accessibleText: [label, count, description].join(', '),
  };
}

/** As in all sums: a demo counts only where there is nothing else. */
function summedSessions(all: SessionSummary[]): SessionSummary[] {
  const paid = all.filter(({ origin }) => origin !== 'demo');
  return paid.length === 0 ? all : paid;
}

function groupName({ by, key }: GroupNode, t: Translate, locale?: string): string {
  if (by === 'pinned') return t('Pinned');
  if (by === 'day') return dateTimeFormat(locale, { dateStyle: 'full' }).format(new Date(`${key}T00:00:00`));
  if (by === 'workspace') return key === '' ? t('No workspace') : toLabel(workspaceName(key), 60);
  if (by === 'model') return key === '' ? t('No model') : toLabel(formatModel(key), 60);
  return toLabel(key, 60);
}

function dayName(date: string, now: Date, full: string, t: Translate): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date === localDate(now)) return t('Today');
  return date === localDate(yesterday) ? t('Yesterday') : full;
}

/** The figures that matter first come first: a narrow side bar cuts the rest off. */
export function sessionText(
  { session, running }: Pick<SessionNode, 'session' | 'running'>,
  nowMs: number,
  t: Translate,
  locale?: string,
): NodeText {
  const title = (maxLength: number) =>
    toLabel(session.title ?? '', maxLength) || t('Session of {0}', formatClock(session.started_at, locale));
  const runningFor = running === null ? null : formatDuration(nowMs - Date.parse(running.startedAt));
  // What is live was active within minutes: the dot says so in less room.
  const age = session.live ? '' : formatAge(session.ended_at, nowMs, locale);
  const isFailing = isAllFailed(session) || (session.error_count > 0 && !session.live);
  const parts = [
    originWord(session.origin, t),
    runningFor ?? age,
    formatCost(session.cost_usd, session.cost_incomplete),
    formatCount(session.total_tokens),
    session.error_count === 0 ? '' : t('{0} failed', session.error_count),
    ...session.tags.map(tag => `#${toLabel(tag, 24)}`),
    t('{0} req', formatCount(session.request_count)),
    toLabel(session.client.replace(/^claude-code$/, 'claude'), 24),
    session.workspace === null ? '' : toLabel(workspaceName(session.workspace), 40),
  ].filter(part => part !== '');
  const state = running === null ? (session.live ? t('live') : '') : t('{0} running', running.count);
  // The colour says that it failed: then a word has to say that it is live.
  const dot = !session.live ? '' : isFailing ? `${LIVE_DOT} ${t('live')}  ` : `${LIVE_DOT} `;
  return {
    label: title(MAX_TITLE),
    description: `${dot}${parts.join('  ')}`,
    tooltip: () => sessionTooltip(session, t, locale),
    icon: running === null ? sessionIcon(session) : 'loading~spin',
    color: isFailing ? 'charts.red' : session.live ? 'charts.green' : null,
    accessibleText: [title(MAX_SPOKEN_TITLE), state, ...parts].filter(Boolean).join(', '),
  };
}

export function sessionCount(count: number, t: Translate): string {
  return count === 1 ? t('1 session') : t('{0} sessions', count);
}

/** Nothing came of it, so far. */
function isAllFailed({ request_count, error_count }: SessionSummary): boolean {
  return request_count > 0 && error_count >= request_count;
}

function originWord(origin: SessionSummary['origin'], t: Translate): string {
  if (origin === 'demo') return t('demo');
  return origin === 'imported' ? t('imported') : '';
}

function sessionIcon(session: SessionSummary): string {
  if (isAllFailed(session)) return 'error';
  return session.origin === 'demo' ? 'beaker' : clientIcon(session.client);
}

export function moreText(node: MoreNode, t: Translate): NodeText {
  const label = node.sessionId === null ? t('Load older sessions…') : t('Load more requests…');
  return {
    label,
    description: '',
    tooltip: () => label,
    icon: 'ellipsis',
    color: null,
    accessibleText: label,
  };
}

/** Icons that every supported editor has. */
export function clientIcon(client: string): string {
  if (/claude/i.test(client)) return 'sparkle';
  if (/codex/i.test(client)) return 'terminal';
  if (/opencode/i.test(client)) return 'code';
  if (/copilot/i.test(client)) return 'copilot';
  return 'comment-discussion';
}
