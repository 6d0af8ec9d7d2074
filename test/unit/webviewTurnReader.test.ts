// How far a conversation is read: one page at a time, as far as is wanted, whenever that is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TurnList } from '../../src/protocol/api.ts';
import { turnPage } from '../../webview/session/turnPages.ts';
import { TurnReader, type TurnReaderOptions } from '../../webview/session/turnReader.ts';

const PAGES = 4;

/** The nth page with one turn, `p1` to `p4`. */
function page(cursor: string | undefined) {
  const n = cursor === undefined ? 1 : Number(cursor);
  const turn = { request_id: `p${n}`, thread_id: 'main', started_at: '2026-11-24T10:00:00.000Z' };
  const list: TurnList = {
    turns: [{ ...turn, input: [], repeated_message_count: 0, output: [{ role: 'assistant', parts: [] }] }],
    next_cursor: n === PAGES ? null : String(n + 1),
  };
  return turnPage(cursor, list);
}

/** `shown` names the turns of each state that was shown. */
function readerOf(read: TurnReaderOptions['read'] = async cursor => page(cursor)) {
  const shown: string[] = [];
  const failed: unknown[] = [];
  const reader = new TurnReader({
    read,
    show: pages =>
      shown.push(pages.map(({ turns }) => turns.map(turn => turn.request_id).join('+')).join(' ')),
    fail: error => failed.push(error),
  });
  return { reader, shown, failed };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

test('reads a page at a time, and to the end where that is wanted', async () => {
  const { reader, shown } = readerOf();
  reader.readOn();
  reader.readOn();
  await settled();
  assert.deepEqual(shown, ['p1']);
  reader.readUntil(turns => turns.length === 3);
  await settled();
  assert.deepEqual(shown, ['p1', 'p1 p2', 'p1 p2 p3']);
  reader.readUntil(() => false);
  await settled();
  reader.readOn();
  await settled();
  assert.deepEqual(shown.slice(3), ['p1 p2 p3 p4']);
});

test('what is wanted at any moment while a page ends is read', async () => {
  for (let ticks = 0; ticks < 20; ticks++) {
    const { reader, shown } = readerOf();
    reader.readOn();
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
    reader.readUntil(() => false);
    await settled();
    assert.equal(shown.at(-1), 'p1 p2 p3 p4', `after ${ticks} ticks`);
  }
});

test('a page that could not be read is told, and read when it is wanted again', async () => {
  let isBroken = true;
  const { reader, shown, failed } = readerOf(async cursor => {
    if (isBroken) throw new Error('broken');
    return page(cursor);
  });
  reader.readOn();
  await settled();
  isBroken = false;
  reader.readOn();
  await settled();
  assert.deepEqual([failed.length, shown], [1, ['p1']]);
});

test('who has stopped is told nothing more', async () => {
  const { reader, shown, failed } = readerOf();
  reader.readOn();
  await Promise.resolve();
  reader.stop();
  await settled();
  reader.readOn();
  await settled();
  assert.deepEqual([shown, failed], [[], []]);
});
