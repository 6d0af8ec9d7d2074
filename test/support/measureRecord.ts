// Records an agent session with a real recorder worker and measures what it takes on the disk, also as an archive.
import { archivePath } from '../../src/recorder/journal/journalPaths.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { readSession } from '../../src/recorder/journal/sessionReader.ts';
import { type AgentSessionFacts, agentSession } from './agentSession.ts';
import { framesOf } from './archiveFrames.ts';
import { temporaryFolder } from './journalEvents.ts';
import { RecorderUnderTest } from './recorderUnderTest.ts';

export interface RecordSize {
  /** Requests and answers as they crossed the wire. */
  rawBytes: number;
  journalBytes: number;
  archiveBytes: number;
  /** Of the journal's text; as much as one flipped bit in the archive costs. */
  frameTextBytes: number[];
  /** Requests whose body, read from the archive, is not byte for byte what was sent. */
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
  await recorder.remote.compact();
  const [archive, ...others] = await listJournals(folder.path);
  if (journal === undefined || archive?.isArchived !== true || others.length > 0)
    throw new Error('The session is not in one archive.');
  const frames = await framesOf(archivePath(folder.path, archive.file));
  const reader = await readSession(folder.path, archive.file);
  const wrongBodies = [...sent].filter(([id, body]) => reader.requestBody(id) !== body).map(([id]) => id);
  return {
    rawBytes,
    journalBytes: journal.diskBytes,
    archiveBytes: archive.diskBytes,
    frameTextBytes: frames.map(({ textBytes }) => textBytes),
    wrongBodies,
  };
}
