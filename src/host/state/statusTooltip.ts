// The tooltip of the status bar item: today by model, limits, address, and links to what can be done. Pure.
import type { Totals } from '../../protocol/api.ts';
import { formatCost, formatCount } from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { StatsRow } from '../../protocol/stats.ts';
import { COMMANDS, type CommandName, OUTPUT_CHANNEL, RELOAD_WINDOW } from '../ids.ts';
import { settingOfError } from '../settingOfError.ts';
import type { Translate } from '../translate.ts';
import { figuresText, scopeLine } from './figuresText.ts';
import { limitLines } from './limitsText.ts';
import { type DisplayState, displayState, isOnFallbackPort, type ServiceView } from './serviceView.ts';
import type { StatusOptions } from './statusText.ts';
import { pendingSentence, portSentence, reloadSentence, stateSentence } from './statusWords.ts';
import { storageLines } from './storageText.ts';

const MAX_MODELS = 8;

const LINKS: Record<DisplayState, readonly CommandName[]> = {
  failed: ['restart', 'openSettings', 'showLog'],
  error: ['restart', 'openSettings', 'showLog'],
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

/** Markdown with command links. */
export function statusTooltip(
  view: ServiceView,
  { configuredPort, figures, pending, isReloadDue, nowMs, locale }: StatusOptions,
  t: Translate,
): string {
  const { participant, live } = view;
  const state = displayState(view);
  const lines = [`**${OUTPUT_CHANNEL}** — ${escapeMarkdown(stateSentence(state, view, t))}`];
  if (live !== null && live.today_by_model.length > 0) lines.push(modelTable(view, t));
  if (live?.today_is_demo === true && live.today.request_count > 0)
    lines.push(t('Only the demo session so far: no provider was asked and nothing was paid.'));
  const facts = [
    figures === null ? '' : escapeMarkdown(scopeLine(figures, figuresText(figures), t)),
    ...(live === null ? [] : limitLines(live, nowMs, t, locale).map(escapeMarkdown)),
    ...(live === null ? [] : storageLines(live, t).map(escapeMarkdown)),
    participant.url === null ? '' : t('Address: {0}', `\`${participant.url}\``),
    isOnFallbackPort(view, configuredPort) ? portSentence(view, configuredPort, t) : '',
    pending.length === 0
      ? ''
      : `[${escapeMarkdown(pendingSentence(pending, t))}](command:${COMMANDS.restart})`,
    isReloadDue ? `[${escapeMarkdown(reloadSentence(t))}](command:${RELOAD_WINDOW})` : '',
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
  const code = view.failure?.code ?? participant.error?.code ?? '';
  lines.push(LINKS[state].map(name => link(name, code, t)).join(' · '));
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

/** The settings open where an error of that code can be mended. */
function link(name: CommandName, code: string, t: Translate): string {
  const setting = name === 'openSettings' ? settingOfError(code) : null;
  const query = setting === null ? '' : `?${encodeURIComponent(JSON.stringify(setting))}`;
  return `[${linkTitle(name, t)}](command:${COMMANDS[name]}${query})`;
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
    openSettings: t('Open Settings'),
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
