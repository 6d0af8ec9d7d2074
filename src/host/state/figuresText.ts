// Tokens and cost in the few characters that the status bar has. Pure.
import type { CostFields } from '../../protocol/api.ts';
import { formatCost, formatCount } from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Translate } from '../translate.ts';

/** What stands beside the icon instead of today's totals. */
export interface Figures extends CostFields {
  scope: 'session' | 'workspace';
  /** The session's title, the workspace's label. */
  name: string | null;
  total_tokens: number | null;
  request_count: number;
}

export function figuresText(row: Omit<Figures, 'scope' | 'name'>): string {
  const { total_tokens: tokens, cost_usd: cost, cost_incomplete: isIncomplete, request_count } = row;
  // Nothing has happened yet: then nothing is unknown either.
  if (request_count === 0) return `${formatCount(0)} · ${formatCost(0)}`;
  return `${formatCount(tokens)} · ${formatCost(cost, isIncomplete)}`;
}

export function scopeLine(figures: Figures | null, text: string, t: Translate): string {
  if (figures === null) return t('Today: {0}', text);
  const name = toLabel(figures.name ?? '', 60);
  return figures.scope === 'session'
    ? t('This session: {0}', [name, text].filter(Boolean).join(' · '))
    : t('This workspace today: {0}', text);
}
