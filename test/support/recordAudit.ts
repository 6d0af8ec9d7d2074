// Reads all journals of a data folder and says what is recorded of each exchange, once or more often.
import type { JournalEvent } from '../../src/protocol/journal.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { readSession, type SessionReader } from '../../src/recorder/journal/sessionReader.ts';
import { readAll } from './journalEvents.ts';

export interface RecordAudit {
  /** By the word of its prompt: how many requests hold it as their newest message, and how those ended. */
  outcomes: Map<string, string[]>;
  requestCount: number;
  damagedCount: number;
  /** Sums of the answers' usage. */
  inputTokens: number;
  outputTokens: number;
  sessionCount: number;
  /** Ids that stand in the journals more than once as a request, or as a response. */
  repeated: string[];
  /** Requests whose body can't be put together. */
  broken: string[];
}

const MARKER = /^m[a-z0-9]+m\b/;

export async function auditRecord(dataFolder: string): Promise<RecordAudit> {
  const audit: RecordAudit = {
    ...{ outcomes: new Map(), requestCount: 0, damagedCount: 0, inputTokens: 0, outputTokens: 0 },
    ...{ sessionCount: 0, repeated: [], broken: [] },
  };
  const seen = new Set<string>();
  for (const { file } of await listJournals(dataFolder)) {
    const lines = await readAll(dataFolder, file);
    // A file whose making was the last thing before a kill may be empty.
    if (lines.some(line => 'event' in line)) audit.sessionCount++;
    for (const line of lines) {
      if ('event' in line) countEvent(audit, seen, line.event);
      else audit.damagedCount++;
    }
    readOutcomes(audit, await readSession(dataFolder, file));
  }
  return audit;
}

function countEvent(audit: RecordAudit, seen: Set<string>, event: JournalEvent): void {
  if (event.type !== 'request' && event.type !== 'response') return;
  const key = `${event.type} ${event.request_id}`;
  if (seen.has(key)) audit.repeated.push(key);
  seen.add(key);
  if (event.type === 'request') audit.requestCount++;
  else {
    audit.inputTokens += event.usage.input_tokens ?? 0;
    audit.outputTokens += event.usage.output_tokens ?? 0;
  }
}

function readOutcomes(audit: RecordAudit, session: SessionReader): void {
  for (const id of session.requests.keys()) {
    let marker: string | undefined;
    try {
      const body = JSON.parse(String(session.requestBody(id))) as { messages: { content: string }[] };
      marker = MARKER.exec(body.messages.at(-1)?.content ?? '')?.[0];
    } catch {
      // Told below.
    }
    if (marker === undefined) audit.broken.push(id);
    else {
      const outcome = session.responses.get(id)?.outcome ?? 'none';
      audit.outcomes.set(marker, [...(audit.outcomes.get(marker) ?? []), outcome]);
    }
  }
}
