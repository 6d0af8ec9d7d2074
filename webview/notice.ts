// Which sentence stands above every page: why nothing is being recorded, and what to do. Pure.
import { errorCode, errorMessage } from '../src/protocol/errors.ts';
import type { PanelCommand, PanelLive } from '../src/protocol/panel.ts';
import type { TaskProgress } from '../src/protocol/retention.ts';
import { type StringKey, t } from './strings.ts';

export interface Notice {
  icon: 'info' | 'warning' | 'debug-pause' | 'circle-slash' | 'sync';
  text: string;
  action: { command: PanelCommand; label: StringKey } | null;
}

/** @returns null when all is well, or nothing is known yet (undefined) */
export function noticeOf(live: PanelLive | null | undefined): Notice | null {
  if (live === undefined) return null;
  if (live === null)
    return {
      icon: 'info',
      text: t('notice.nothingRuns'),
      action: { command: 'start', label: 'action.start' },
    };
  if (live.recording === 'failed')
    return {
      icon: 'warning',
      text: live.problem?.message ?? t('notice.failed'),
      action: { command: 'showLog', label: 'action.showLog' },
    };
  if (live.state === 'error')
    return {
      icon: 'warning',
      text: t('notice.error'),
      action: { command: 'showLog', label: 'action.showLog' },
    };
  if (live.state === 'stopped')
    return { icon: 'info', text: t('notice.stopped'), action: { command: 'start', label: 'action.start' } };
  if (live.recording === 'paused')
    return {
      icon: 'debug-pause',
      text: t('notice.paused'),
      action: { command: 'resumeRecording', label: 'action.resume' },
    };
  if (live.recording === 'private')
    return {
      icon: 'debug-pause',
      text: t('notice.private'),
      action: { command: 'resumeRecording', label: 'action.resume' },
    };
  if (live.recording === 'off')
    return {
      icon: 'info',
      text: t('notice.off'),
      action: { command: 'openSettings', label: 'action.openSettings' },
    };
  if (live.rebuild !== null)
    return {
      icon: 'sync',
      text: t('notice.rebuild', live.rebuild.done, live.rebuild.total),
      action: null,
    };
  if (live.task !== null && live.task.kind !== 'housekeeping')
    return { icon: 'sync', text: taskText(live.task.kind, live.task), action: null };
  if (live.is_workspace_excluded)
    return {
      icon: 'circle-slash',
      text: t('notice.excluded'),
      action: { command: 'includeWorkspace', label: 'action.includeWorkspace' },
    };
  if (live.problem !== null)
    return {
      icon: 'warning',
      text: live.problem.message,
      action: { command: 'showLog', label: 'action.showLog' },
    };
  return null;
}

/** What goes on by itself once an hour is no news. */
function taskText(kind: 'compact' | 'delete_all', { done, total }: TaskProgress): string {
  return total === null ? t(`notice.${kind}`) : t(`notice.${kind}.of`, done, total);
}

/** What a failed read says: known codes in our words, others in theirs. */
export function failureText(error: unknown): string {
  const code = errorCode(error);
  if (code === 'not_found') return t('failure.notFound');
  if (code === 'not_running' || code === 'ECONNREFUSED' || code === 'ECONNRESET')
    return t('failure.notRunning');
  return errorMessage(error);
}
