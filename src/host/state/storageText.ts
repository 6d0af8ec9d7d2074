// What the record takes on the disk, and the work on it that goes on. Pure.
import type { LiveSnapshot } from '../../protocol/api.ts';
import { formatBytes } from '../../protocol/format.ts';
import type { TaskKind } from '../../protocol/retention.ts';
import type { Translate } from '../translate.ts';

/** At most one line each, for the tooltip; plain text. */
export function storageLines({ size_bytes: size, task }: LiveSnapshot, t: Translate): string[] {
  return [
    ...(size === null ? [] : [t('Recorded on disk: {0}', formatBytes(size))]),
    ...(task === null
      ? []
      : [
          task.total === null
            ? `${taskName(task.kind, t)}…`
            : `${taskName(task.kind, t)}: ${t('{0} of {1} sessions', task.done, task.total)}`,
        ]),
  ];
}

function taskName(kind: TaskKind, t: Translate): string {
  switch (kind) {
    case 'housekeeping':
      return t('Tidying up recorded sessions');
    case 'compact':
      return t('Compressing recorded sessions');
    case 'delete_all':
      return t('Deleting everything recorded');
  }
}
