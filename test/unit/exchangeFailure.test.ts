// An exchange that fails to be recorded in the middle: its request ends, nothing hangs, the next one is recorded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TABLE_PRICES } from '../../src/core/pricing/priceBook.ts';
import { REDACT_NOTHING } from '../../src/core/redaction/redactor.ts';
import { ExchangeAssembler } from '../../src/recorder/exchange/exchangeAssembler.ts';
import { ExchangeLedger } from '../../src/recorder/exchange/exchangeLedger.ts';
import { SerialQueue } from '../../src/recorder/exchange/serialQueue.ts';
import { JournalWriter } from '../../src/recorder/journal/journalWriter.ts';
import { temporarySalt } from '../../src/recorder/journal/salt.ts';
import { textNames } from '../../src/recorder/redaction/textNames.ts';
import { SessionStore } from '../../src/recorder/sessions/sessionStore.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { CLAUDE_HEADERS, eventsOf, exchangeMessages, readJournals } from '../support/recorderUnderTest.ts';
import { testId } from '../support/recordFixture.ts';

const REPLY = '{"id":"msg_1","type":"message","role":"assistant","content":[],"stop_reason":"end_turn"}';

test('an answer that can not be recorded ends its request, and the next one is recorded', async () => {
  await using folder = await temporaryFolder();
  const failures: string[] = [];
  const dropped: string[] = [];
  const ended: string[] = [];
  const salt = temporarySalt();
  const prices = () => {
    if (ended.length === 0 && dropped.length === 0) throw new Error('no price today');
    return TABLE_PRICES;
  };
  const observer = {
    started: () => undefined,
    understood: () => undefined,
    ended: ({ requestId }: { requestId: string }) => void ended.push(requestId),
    dropped: (requestId: string) => void dropped.push(requestId),
  };
  const log = () => undefined;
  const writer = new JournalWriter({
    ...{ dataFolder: folder.path, fence: null, follower: { apply: log }, log },
    ...{ onProblem: log, onLost: log },
  });
  const sessions = new SessionStore({
    ...{ dataFolder: folder.path, directory: null, newId: () => testId(1), prices: () => TABLE_PRICES, log },
  });
  const isRecorded = () => true;
  const redact = () => REDACT_NOTHING;
  const ledger = new ExchangeLedger({ sessions, writer, salt, observer, isRecorded, prices, redact });
  const queue = new SerialQueue((what, error) => failures.push(`${what}: ${(error as Error).message}`));
  let heldBytes = 0;
  const assembler = new ExchangeAssembler({
    ...{
      ledger,
      observer,
      salt,
      nameOf: textNames(salt, redact),
      origin: 'recorded',
      newId: () => testId(9),
    },
    enqueue: (what, task) => queue.run(what, task),
    reportFailure: (what, error) => failures.push(`${what}: ${(error as Error).message}`),
    release: bytes => {
      heldBytes -= bytes;
    },
  });
  for (const exchange of [testId(2), testId(3)]) {
    const request = '{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"hi"}]}';
    for (const message of exchangeMessages({
      exchange,
      headers: CLAUDE_HEADERS,
      request,
      response: [REPLY],
    })) {
      if ('bytes' in message && typeof message.bytes !== 'number') heldBytes += message.bytes.length;
      if ('exchange' in message) assembler.take(message);
    }
    await queue.drained();
  }
  const [session] = sessions.idleSessions(Date.now(), true);
  await writer.close();
  const responses = eventsOf(await readJournals(folder.path), 'response');
  assert.deepEqual(
    responses.map(({ request_id, outcome, error }) => [request_id, outcome, error?.code]),
    [
      [testId(2), 'interrupted', 'recording_failed'],
      [testId(3), 'ok', undefined],
    ],
  );
  assert.deepEqual(
    [dropped, ended, failures],
    [[testId(2)], [testId(3)], ['recording an answer: no price today']],
  );
  assert.deepEqual([session?.inFlightCount, heldBytes], [0, 0]);
});
