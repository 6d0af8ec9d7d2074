// Every journal on the disk with what the index says of its session.
import type { RecordIndex } from '../index/recordIndex.ts';
import { listJournals } from '../journal/readJournal.ts';
import { IDLE_MS } from '../sessions/sessionStore.ts';
import type { StoredSession } from './planRetention.ts';

interface SessionRow {
  file: string;
  title: string | null;
  pinned: number;
  ended_at: string;
}

/** @param now milliseconds since the epoch */
export async function listStored(index: RecordIndex, now: number): Promise<StoredSession[]> {
  const journals = await listJournals(index.dataFolder);
  const rows = new Map(
    index.database
      .all<SessionRow>('SELECT file, title, pinned, ended_at FROM sessions')
      .map(row => [row.file, row] as const),
  );
  return journals.map(({ file, diskBytes, isArchived, mtimeMs }) => {
    const row = rows.get(file);
    const id = idOf(file);
    const endedMs = row === undefined ? mtimeMs : Date.parse(row.ended_at);
    return {
      id,
      file,
      title: row?.title ?? null,
      isPinned: row?.pinned === 1,
      // Of one without a row nobody knows whether it is pinned: it stays as it is.
      isLive: row === undefined || index.inFlight.isSessionBusy(id) || now - endedMs < IDLE_MS,
      isArchived,
      diskBytes,
      endedMs,
      writtenMs: mtimeMs,
    };
  });
}

/** @param file `sessions/YYYY-MM-DD/session_<id>.jsonl` */
function idOf(file: string): string {
  return file.slice(file.lastIndexOf('_') + 1, -'.jsonl'.length);
}
