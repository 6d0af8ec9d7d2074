// What status bar and menu say of a state of the service. Pure.
import { SETTINGS_SECTION } from '../ids.ts';
import type { Translate } from '../translate.ts';
import type { DisplayState, ServiceView } from './serviceView.ts';

/** Where an icon alone is overlooked. */
export function stateWord(state: DisplayState, t: Translate): string {
  switch (state) {
    case 'paused':
      return t('Paused');
    case 'private':
      return t('Private');
    case 'excluded':
      return t('Excluded');
    case 'recordingOff':
      return t('Recording off');
    case 'notRecording':
      return t('not recording');
    default:
      return '';
  }
}

/** `''` when everything applies. */
export function pendingSentence(pending: readonly string[], t: Translate): string {
  return pending.length === 0 ? '' : t('Restart Proxy to apply: {0}', pending.join(', '));
}

export function reloadSentence(t: Translate): string {
  return t('Reload Window to apply: {0}', `${SETTINGS_SECTION}.dataFolder`);
}

export function portSentence({ participant }: ServiceView, configuredPort: number, t: Translate): string {
  return t(
    'Port {0} is taken by another program; using {1}.',
    String(configuredPort),
    String(participant.port),
  );
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
