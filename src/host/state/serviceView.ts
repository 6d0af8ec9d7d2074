// What the window knows of the service, and the one state that all views show of it. Pure.
import type { LiveSnapshot } from '../../protocol/api.ts';
import { IDLE_SNAPSHOT, type ParticipantSnapshot } from '../../service/serviceTypes.ts';

export interface Failure {
  code: string;
  message: string;
}

export interface ServiceView {
  participant: ParticipantSnapshot;
  /** Null until the first snapshot, and while the API can't be asked. */
  live: LiveSnapshot | null;
  /** The service could not be opened at all. */
  failure: Failure | null;
  /** Nothing of this window's folders is recorded, by setting. */
  isWorkspaceExcluded: boolean;
}

export const UNOPENED_VIEW: ServiceView = {
  participant: { ...IDLE_SNAPSHOT, role: 'closed', ownerPid: null },
  live: null,
  failure: null,
  isWorkspaceExcluded: false,
};

/**
 * `notRecording`: requests pass, but against the user's will nothing is kept. `recordingOff`: by setting.
 * `excluded`: this window's folders are never recorded. `problem`: recording, but not everything.
 */
export type DisplayState =
  | 'failed'
  | 'error'
  | 'starting'
  | 'stopping'
  | 'stopped'
  | 'running'
  | 'paused'
  | 'private'
  | 'excluded'
  | 'recordingOff'
  | 'notRecording'
  | 'problem';

export function displayState({ participant, failure, isWorkspaceExcluded }: ServiceView): DisplayState {
  if (failure !== null) return 'failed';
  if (participant.role === 'joining') return 'starting';
  if (participant.state !== 'running') return participant.state;
  switch (participant.recording) {
    case 'failed':
      return 'notRecording';
    case 'paused':
      return 'paused';
    case 'private':
      return 'private';
    case 'off':
      return 'recordingOff';
    case 'on':
      if (isWorkspaceExcluded) return 'excluded';
      return participant.problem === null ? 'running' : 'problem';
  }
}

/** The port that is asked for was taken, and clients are served on another one. */
export function isOnFallbackPort({ participant }: ServiceView, configuredPort: number): boolean {
  const { state, isFallbackPort, port } = participant;
  return state === 'running' && isFallbackPort && port !== configuredPort;
}
