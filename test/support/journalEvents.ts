// Journal events and temporary data folders for tests of the recorder's writing half.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Block, JournalEvent } from '../../src/protocol/journal.ts';
import type { DamagedLine, PlacedEvent } from '../../src/recorder/journal/position.ts';
import { readEvents } from '../../src/recorder/journal/readJournal.ts';

export const SESSION_ID = '00000000000000aa';
export const SESSION_FILE = `sessions/2026-11-24/session_${SESSION_ID}.jsonl`;
const TIMESTAMP = '2026-11-24T10:00:00.000Z';

export const STARTED: JournalEvent = {
  type: 'session_started',
  session_id: SESSION_ID,
  request_id: null,
  timestamp: TIMESTAMP,
  format: 1,
  client_session_id: 'client-1',
  client: 'claude-code',
  client_version: '2.1.330',
  workspace: null,
};

export function blockEvent(ordinal: number, text = `block ${ordinal}`): Block {
  return {
    type: 'block',
    session_id: SESSION_ID,
    request_id: '00000000000000bb',
    timestamp: TIMESTAMP,
    ordinal,
    id: ordinal.toString(16).padStart(32, '0'),
    kind: 'user',
    text,
  };
}

/** A new folder for data, removed with everything in it when the `await using` block ends. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lunaroute-'));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function readAll(dataFolder: string, file: string): Promise<(PlacedEvent | DamagedLine)[]> {
  const lines: (PlacedEvent | DamagedLine)[] = [];
  for await (const line of readEvents(dataFolder, file, 0)) lines.push(line);
  return lines;
}
