// Text, tooltip and colour of the status bar item for a state of the service. Pure.
import type { CostFields, Totals } from '../../protocol/api.ts';
import { formatCost, formatCount } from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { StatsRow } from '../../protocol/stats.ts';
import { COMMANDS, type CommandName } from '../ids.ts';
import type { Translate } from '../translate.ts';
import { fullestQuota, limitLines } from './limitsText.ts';
import { type DisplayState, displayState, isOnFallbackPort, type ServiceView } from './serviceView.ts';
import { storageLines } from './storageText.ts';

export interface StatusText {
  text: string;
  /** Markdown with command links. */
  tooltip: string;
  /** What a screen reader says. */
  accessibleText: string;
  isWarning: boolean;
}

/** What stands beside the icon instead of today's totals. */
export interface Figures extends CostFields {
  scope: 'session' | 'workspace';
  /** The session's title, the workspace's label. */
  name: string | null;
  total_tokens: number | null;
  request_count: number;
}

export interface StatusOptions {
  /** The setting, which the tooltip names when another port is in use. */
  configuredPort: number;
  /** Null: today's totals. */
  figures: Figures | null;
  nowMs: number;
  locale?: string;
}

const NAME = 'LunaRoute';
const MAX_MODELS = 8;

/** Icon, and whether today's figures stand beside it. */
const LOOKS: Record<DisplayState, [icon: string, hasFigures: boolean]> = {
  failed: ['error', false],
  error: ['error', false],
  starting: ['sync~spin', false],
  stopping: ['sync~spin', false],
  stopped: ['circle-slash', false],
  running: ['pulse', true],
  paused: ['debug-pause', true],
  private: ['eye-closed', true],
  excluded: ['eye-closed', true],
  recordingOff: ['debug-pause', true],
  notRecording: ['warning', false],
  problem: ['warning', true],
};

const LINKS: Record<DisplayState, readonly CommandName[]> = {
  failed: ['restart', 'showLog'],
  error: ['restart', 'showLog'],
  starting: ['showLog'],
  stopping: ['showLog'],
  stopped: ['start', 'searchSessions', 'showStatistics'],
  running: ['searchSessions', 'showStatistics', 'pauseRecording', 'stop'],
  paused: ['searchSessions', 'showStatistics', 'resumeRecording', 'stop'],
  private: ['searchSessions', 'showStatistics', 'resumeRecording', 'stop'],
  excluded: ['searchSessions', 'showStatistics', 'includeWorkspace', 'stop'],
  recordingOff: ['searchSessions', 'showStatistics', 'resumeRecording', 'stop'],
  notRecording: ['resumeRecording', 'showLog', 'stop'],
  problem: ['searchSessions', 'showStatistics', 'showLog', 'stop'],
};

export function statusText(view: ServiceView, options: StatusOptions, t: Translate): StatusText {
  const state = displayState(view);
  const sentence = stateSentence(state, view, t);
  const [stateIcon, hasFigures] = LOOKS[state];
  // As wide as the icon that it stands for.
  const icon = state === 'running' && (view.live?.active_count ?? 0) > 0 ? 'loading~spin' : stateIcon;
  const figures = hasFigures && view.live !== null ? figuresText(options.figures ?? view.live.today) : null;
  const quota = figures === null || view.live === null ? null : fullestQuota(view.live);
  const shown = [figures ?? NAME, quota].filter(Boolean).join(' · ');
  const label = state === 'notRecording' ? t('not recording') : shown;
  return {
    text: `$(${icon}) ${label}`,
    tooltip: tooltip(view, state, sentence, options, t),
    accessibleText: [`${NAME}:`, sentence, figures === null ? '' : scopeLine(options.figures, figures, t)]
      .filter(Boolean)
      .join(' '),
    isWarning: state === 'notRecording' || state === 'failed' || state === 'error',
  };
}

/** One sentence on the state, plain and exact. */
export function stateSentence(state: DisplayState, view: ServiceView, t: Translate): string {
  const { participant, failure } = view;
  switch (state) {
    case 'failed':
      return failure?.message ?? t('LunaRoute could not be opened.');
    case 'error':
      return participant.error?.message ?? t('The proxy could not be started.');
    case 'starting':
      return t('Starting…');
    case 'stopping':
      return t('Stopping…');
    case 'stopped':
      return t('Stopped. Requests are not passed through.');
    case 'running':
      return t('Running and recording.');
    case 'paused':
      return t('Recording paused. Requests still pass through.');
    case 'private':
      return t('Private session: nothing that starts now is recorded. Requests still pass through.');
    case 'excluded':
      return t('This workspace is never recorded. Its requests still pass through.');
    case 'recordingOff':
      return t('Recording is off. Requests still pass through.');
    case 'notRecording':
      return participant.problem?.message ?? t('Not recording. Requests still pass through.');
    case 'problem':
      return participant.problem?.message ?? t('Running, but not everything is recorded.');
  }
}

function figuresText(row: Omit<Figures, 'scope' | 'name'>): string {
  const { total_tokens: tokens, cost_usd: cost, cost_incomplete: isIncomplete, request_count } = row;
  // Nothing has happened yet: then nothing is unknown either.
  if (request_count === 0) return `${formatCount(0)} · ${formatCost(0)}`;
  return `${formatCount(tokens)} · ${formatCost(cost, isIncomplete)}`;
}

function scopeLine(figures: Figures | null, text: string, t: Translate): string {
  if (figures === null) return t('Today: {0}', text);
  const name = toLabel(figures.name ?? '', 60);
  return figures.scope === 'session'
    ? t('This session: {0}', [name, text].filter(Boolean).join(' · '))
    : t('This workspace today: {0}', text);
}

function tooltip(
  view: ServiceView,
  state: DisplayState,
  sentence: string,
  { configuredPort, figures, nowMs, locale }: StatusOptions,
  t: Translate,
): string {
  const { participant, live } = view;
  const lines = [`**${NAME}** — ${escapeMarkdown(sentence)}`];
  if (live !== null && live.today_by_model.length > 0) lines.push(modelTable(view, t));
  if (live?.today_is_demo === true && live.today.request_count > 0)
    lines.push(t('Only the demo session so far: no provider was asked and nothing was paid.'));
  const facts = [
    figures === null ? '' : escapeMarkdown(scopeLine(figures, figuresText(figures), t)),
    ...(live === null ? [] : limitLines(live, nowMs, t, locale).map(escapeMarkdown)),
    ...(live === null ? [] : storageLines(live, t).map(escapeMarkdown)),
    participant.url === null ? '' : t('Address: {0}', `\`${participant.url}\``),
    isOnFallbackPort(view)
      ? t(
          'Port {0} is taken by another program; using {1}.',
          String(configuredPort),
          String(participant.port),
        )
      : '',
    participant.role === 'attached'
      ? t('Runs in another window (process {0}).', String(participant.ownerPid))
      : '',
    live !== null && live.active_count > 0 ? t('In flight: {0}', live.active_count) : '',
    live !== null && live.dropped_count > 0 ? t('Passed through unrecorded: {0}', live.dropped_count) : '',
    live !== null && live.damaged_line_count > 0
      ? t('Unreadable lines in journals: {0} (see the log)', live.damaged_line_count)
      : '',
    participant.rebuild === null
      ? ''
      : t('Rebuilding the index: {0} of {1} journals', participant.rebuild.done, participant.rebuild.total),
  ];
  lines.push(...facts.filter(Boolean));
  lines.push(LINKS[state].map(name => `[${linkTitle(name, t)}](command:${COMMANDS[name]})`).join(' · '));
  return lines.join('\n\n');
}

function modelTable({ live }: ServiceView, t: Translate): string {
  const rows = live?.today_by_model ?? [];
  const head = [t('Today'), t('Requests'), t('Input'), t('Cache'), t('Output'), t('Cost')];
  const lines = [
    `| ${head.join(' | ')} |`,
    '|:--|--:|--:|--:|--:|--:|',
    ...rows.slice(0, MAX_MODELS).map(modelRow),
  ];
  if (live !== null && rows.length > 1) lines.push(figuresRow(`**${t('Total')}**`, live.today));
  return lines.join('\n');
}

function modelRow(row: StatsRow): string {
  return figuresRow(escapeMarkdown(toLabel(row.key, 40)), row);
}

function figuresRow(name: string, row: Totals): string {
  const cells = [
    name,
    formatCount(row.request_count),
    formatCount(row.input_tokens),
    formatCount(row.cache_read_tokens),
    formatCount(row.output_tokens),
    formatCost(row.cost_usd, row.cost_incomplete),
  ];
  return `| ${cells.join(' | ')} |`;
}

function linkTitle(name: CommandName, t: Translate): string {
  const titles: Partial<Record<CommandName, string>> = {
    start: t('Start'),
    stop: t('Stop'),
    restart: t('Restart'),
    pauseRecording: t('Pause'),
    resumeRecording: t('Resume'),
    includeWorkspace: t('Record This Workspace Again'),
    searchSessions: t('Search'),
    showStatistics: t('Statistics'),
    showLog: t('Show Log'),
  };
  return titles[name] ?? name;
}

/** Recorded names and error texts can't become links, icons, table borders or HTML. */
export function escapeMarkdown(text: string): string {
  return toLabel(text, 300).replace(
    /[\\`*_{}[\]()#+\-.!|<>~$&@:/]/g,
    character => `&#${character.charCodeAt(0)};`,
  );
}
