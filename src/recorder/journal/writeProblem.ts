// Says in one sentence why journals can't be written.
import { errorCode, LunaRouteError } from '../../protocol/errors.ts';
import type { RecorderProblem } from '../../protocol/workers.ts';

export function writeProblem(error: unknown, dataFolder: string): RecorderProblem {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return { code: 'disk_full', message: `Nothing is recorded: no space is left for ${dataFolder}.` };
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return { code: 'folder_not_writable', message: `Nothing is recorded: ${dataFolder} can't be written.` };
  }
  if (error instanceof LunaRouteError) return { code, message: `Nothing is recorded: ${error.message}` };
  return {
    code: 'journal_failed',
    message: `Nothing is recorded: writing to ${dataFolder} failed (${code}).`,
  };
}
