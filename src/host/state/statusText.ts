// Text, tooltip and colour of the status bar item for a state of the service. Pure.
import { OUTPUT_CHANNEL } from '../ids.ts';
import type { Translate } from '../translate.ts';
import { type Figures, figuresText, scopeLine } from './figuresText.ts';
import { fullestQuota } from './limitsText.ts';
import { type DisplayState, displayState, isOnFallbackPort, type ServiceView } from './serviceView.ts';
import { statusTooltip } from './statusTooltip.ts';
import { pendingSentence, portSentence, reloadSentence, stateSentence, stateWord } from './statusWords.ts';

export interface StatusText {
  text: string;
  /** Markdown with command links. */
  tooltip: string;
  /** What a screen reader says. */
  accessibleText: string;
  isWarning: boolean;
}

export interface StatusOptions {
  /** The setting, which the tooltip names when another port is in use. */
  configuredPort: number;
  /** Null: today's totals. */
  figures: Figures | null;
  /** What changed, but applies only when the proxy starts again. */
  pending: readonly string[];
  /** The setting names another data folder than the one in use. */
  isReloadDue: boolean;
  nowMs: number;
  locale?: string;
}

/** Icon, whether the figures stand beside it, and whether the background warns: of trouble, or of what one forgets. */
const LOOKS: Record<DisplayState, [icon: string, hasFigures: boolean, isWarning: boolean]> = {
  failed: ['error', false, true],
  error: ['error', false, true],
  starting: ['sync~spin', false, false],
  stopping: ['sync~spin', false, false],
  stopped: ['circle-slash', false, false],
  running: ['pulse', true, false],
  paused: ['debug-pause', true, true],
  private: ['eye-closed', true, true],
  excluded: ['eye-closed', true, false],
  recordingOff: ['debug-pause', true, false],
  notRecording: ['warning', false, true],
  problem: ['warning', true, false],
};

export function statusText(view: ServiceView, options: StatusOptions, t: Translate): StatusText {
  const state = displayState(view);
  const [, hasFigures, isWarning] = LOOKS[state];
  const port = isOnFallbackPort(view, options.configuredPort) ? `:${view.participant.port}` : '';
  const figures = hasFigures && view.live !== null ? figuresText(options.figures ?? view.live.today) : null;
  const quota = figures === null || view.live === null ? null : fullestQuota(view.live);
  const word = stateWord(state, t);
  const label = [port, word, figures ?? (word === '' ? OUTPUT_CHANNEL : ''), quota]
    .filter(Boolean)
    .join(' · ');
  const spoken = [
    `${OUTPUT_CHANNEL}:`,
    stateSentence(state, view, t),
    port === '' ? '' : portSentence(view, options.configuredPort, t),
    pendingSentence(options.pending, t),
    options.isReloadDue ? reloadSentence(t) : '',
    figures === null ? '' : scopeLine(options.figures, figures, t),
  ];
  return {
    text: `$(${iconOf(view, state, port !== '')}) ${label}`,
    tooltip: statusTooltip(view, options, t),
    accessibleText: spoken.filter(Boolean).join(' '),
    isWarning,
  };
}

function iconOf({ live }: ServiceView, state: DisplayState, isOnOtherPort: boolean): string {
  const [icon] = LOOKS[state];
  if (state !== 'running') return icon;
  if (isOnOtherPort) return 'warning';
  // As wide as the icon that it stands for.
  return (live?.active_count ?? 0) > 0 ? 'loading~spin' : icon;
}
