// The live state and its event stream: complete snapshots, at once, after changes, never faster than agreed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveSnapshot } from '../../src/protocol/api.ts';
import type { RecorderMessage } from '../../src/protocol/capture.ts';
import type { ExchangeRequest } from '../../src/recorder/exchange/observer.ts';
import { ApiHarness } from '../support/apiHarness.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { openTestIndex, SessionWriter, testId, userText } from '../support/recordFixture.ts';

const NOW = new Date(2026, 10, 24, 12).getTime();

const EXCHANGE: ExchangeRequest = {
  requestId: testId(1),
  at: Date.parse('2026-11-24T10:00:00.000Z'),
  transport: 'http',
  method: 'POST',
  path: '/v1/messages',
  provider: 'anthropic',
  dialect: 'anthropic_messages',
  client: 'claude-code',
  workspace: null,
  sessionId: testId(7),
  model: 'claude-sonnet-4-5',
  isGeneration: true,
  isStreaming: true,
  authKind: 'api_key',
  toolResults: [],
};

/** Reads one event stream; `next` waits for the next snapshot. */
class Events {
  readonly id: number;
  readonly done: Promise<void>;
  readonly heads: RecorderMessage[] = [];
  private text = '';
  private unacknowledged = 0;
  private isKeepingUp: boolean;
  private readonly api: ApiHarness;
  private wake: () => void = () => undefined;

  constructor(api: ApiHarness, isKeepingUp = true) {
    this.api = api;
    this.isKeepingUp = isKeepingUp;
    const { id, done } = api.open('/events', message => this.take(message));
    this.id = id;
    this.done = done;
  }

  keepUp(): void {
    this.isKeepingUp = true;
    this.acknowledge();
  }

  async next(): Promise<LiveSnapshot> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end !== -1) {
        const event = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        assert.match(event, /^event: snapshot\ndata: \{.*\}$/);
        return JSON.parse(event.slice(event.indexOf('{'))) as LiveSnapshot;
      }
      await new Promise<void>(resolve => {
        this.wake = resolve;
      });
    }
  }

  private take(message: RecorderMessage): void {
    if (message.type === 'api_response_chunk') {
      this.text += Buffer.from(message.bytes).toString('utf8');
      this.unacknowledged += message.bytes.length;
      if (this.isKeepingUp) queueMicrotask(() => this.acknowledge());
    } else {
      this.heads.push(message);
    }
    this.wake();
  }

  private acknowledge(): void {
    this.api.api.ack(this.id, this.unacknowledged);
    this.unacknowledged = 0;
  }
}

test('a snapshot tells state, today, what runs and what was dropped', async () => {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path, { now: () => NOW });
  const api = new ApiHarness(index, NOW);
  const today = new Date(NOW - 60_000).toISOString();
  const yesterday = new Date(NOW - 24 * 3_600_000).toISOString();
  for (const [n, at] of [
    [1, yesterday],
    [2, today],
  ] as const) {
    const writer = new SessionWriter(folder.path, { id: testId(n), startedAt: at });
    const ask = writer.ask({ requestId: testId(n), at, messages: [userText('Hi')] });
    index.apply(await writer.write(...ask, writer.answer({ requestId: testId(n), at })));
  }
  api.live.gatewayChanged({ state: 'running', url: 'http://127.0.0.1:8081' });
  api.live.statusChanged({ recording: 'on', problem: null, rebuild: null });
  api.live.queueChanged(77);
  api.live.started(EXCHANGE);
  api.live.understood(EXCHANGE);
  api.live.dropped(testId(99));
  const snapshot = api.live.snapshot();
  assert.deepEqual(
    {
      ...snapshot,
      today: snapshot.today.total_tokens,
      today_by_model: snapshot.today_by_model.map(row => row.key),
    },
    {
      version: '9.9.9',
      state: 'running',
      url: 'http://127.0.0.1:8081',
      pid: 4711,
      recording: 'on',
      problem: null,
      rebuild: null,
      revision: index.revision,
      today: 1100,
      today_by_model: ['claude-sonnet-4-5-20250929'],
      today_is_demo: false,
      active: [
        {
          request_id: testId(1),
          session_id: testId(7),
          started_at: '2026-11-24T10:00:00.000Z',
          model: 'claude-sonnet-4-5',
          client: 'claude-code',
        },
      ],
      active_count: 1,
      dropped_count: 1,
      damaged_line_count: 0,
      queued_bytes: 77,
      size_bytes: null,
      task: null,
      quotas: [],
      context: { session_id: testId(2), used_tokens: 1100, max_tokens: 200_000 },
    },
  );
  await index.close();
});

test('events come at once and after a change, many changes as one, until the consumer leaves', async () => {
  const api = new ApiHarness(null, NOW);
  const events = new Events(api);
  assert.equal((await events.next()).active_count, 0);
  for (let n = 0; n < 100; n++) api.live.started({ ...EXCHANGE, requestId: testId(n) });
  const startedAt = performance.now();
  assert.equal((await events.next()).active_count, 100);
  api.live.dropped(testId(1));
  assert.equal((await events.next()).active_count, 99);
  assert.ok(performance.now() - startedAt >= 240, 'two snapshots within a quarter of a second');
  api.api.cancel(events.id);
  await events.done;
  assert.deepEqual(
    events.heads.map(head => ('status' in head ? [head.status, head.headers['content-type']] : head.type)),
    [[200, 'text/event-stream']],
  );
});

test('a consumer that does not keep up gets the newest state when it does', async () => {
  const api = new ApiHarness(null, NOW);
  const problem = { code: 'disk_full', message: 'x'.repeat(300_000) };
  api.live.statusChanged({ recording: 'failed', problem, rebuild: null });
  const slow = new Events(api, false);
  const fast = new Events(api);
  await fast.next();
  for (const n of [1, 2, 3]) {
    api.live.started({ ...EXCHANGE, requestId: testId(n) });
    assert.equal((await fast.next()).active_count, n);
  }
  slow.keepUp();
  assert.deepEqual([(await slow.next()).active_count, (await slow.next()).active_count], [0, 3]);
  api.api.close();
  await Promise.all([slow.done, fast.done]);
});
