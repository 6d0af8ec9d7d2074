// Records an agent session with a real recorder worker and measures what it takes on the disk.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { loadSession } from '../../src/recorder/journal/sessionReader.ts';
import { type AgentSessionFacts, agentSession } from './agentSession.ts';
import { temporaryFolder } from './journalEvents.ts';
import { RecorderUnderTest } from './recorderUnderTest.ts';

export interface RecordSize {
  /** Requests and answers as they crossed the wire. */
  rawBytes: number;
  journalBytes: number;
  archiveBytes: number;
  /** Requests whose body is not, byte for byte, what was sent. */
  wrongBodies: string[];
}

export async function measureRecord(facts: AgentSessionFacts): Promise<RecordSize> {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const sent = new Map<string, string>();
  let rawBytes = 0;
  for (const script of agentSession(facts)) {
    sent.set(recorder.exchange(script), script.request);
    for (const piece of [script.request, ...(script.response ?? [])]) rawBytes += Buffer.byteLength(piece);
    await recorder.until(() => recorder.acknowledgedBytes >= recorder.sentBytes);
  }
  await recorder.remote.flush();
  const [journal] = await listJournals(folder.path);
  if (journal === undefined) throw new Error('Nothing was recorded.');
  const reader = await loadSession(folder.path, journal.file);
  const wrongBodies = [...sent].filter(([id, body]) => reader.requestBody(id) !== body).map(([id]) => id);
  const bytes = await readFile(path.join(folder.path, journal.file));
  const archiveBytes = zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_enableLongDistanceMatching]: 1, [constants.ZSTD_c_compressionLevel]: 12 },
  }).length;
  return { rawBytes, journalBytes: bytes.length, archiveBytes, wrongBodies };
}
