// The line above the tree: why something is missing from it. Pure.
import { toLabel } from '../../protocol/label.ts';
import type { DisplayState, ServiceView } from '../state/serviceView.ts';
import type { Translate } from '../translate.ts';

export interface TreeFacts {
  /** Why the list could not be read. */
  error: string | null;
  filter: string;
  /** The tree shows at least one session. */
  hasSessions: boolean;
}

/** @returns `''` when there is nothing to say; at most one sentence on the state, then the filter */
export function viewMessage(state: DisplayState, view: ServiceView, facts: TreeFacts, t: Translate): string {
  const { rebuild } = view.participant;
  const { filter, error, hasSessions } = facts;
  const lines = [
    rebuild === null ? error : t('Rebuilding the index: {0} of {1} journals', rebuild.done, rebuild.total),
    // Without sessions the welcome view says it, which a message would hide.
    hasSessions ? recordingLine(state, t) : null,
    filter === '' || !hasSessions ? null : t('Only sessions that match: {0}', toLabel(filter, 80)),
  ];
  return lines.filter(Boolean).join(' · ');
}

function recordingLine(state: DisplayState, t: Translate): string | null {
  switch (state) {
    case 'paused':
      return t('Recording paused');
    case 'private':
      return t('Private session');
    case 'excluded':
      return t('This workspace is never recorded');
    case 'recordingOff':
      return t('Recording is off');
    case 'notRecording':
      return t('Not recording');
    default:
      return null;
  }
}
