// The HTTP API over a real index: lists, details, turns, statistics, deletion, errors.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { RequestDetail, SessionDetail, SessionList, TurnList } from '../../src/protocol/api.ts';
import type { RecorderMessage } from '../../src/protocol/capture.ts';
import type { Stats } from '../../src/protocol/stats.ts';
import type { RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { ApiHarness } from '../support/apiHarness.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  type AnswerFacts,
  assistant,
  openTestIndex,
  type SessionFacts,
  SessionWriter,
  testId,
  userText,
} from '../support/recordFixture.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');

async function withApi(
  work: (api: ApiHarness, index: RecordIndex, dataFolder: string) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  try {
    await work(new ApiHarness(index, NOW), index, folder.path);
  } finally {
    await index.close();
  }
}

interface Exchange extends Partial<AnswerFacts> {
  prompt?: string;
  asked?: string;
}

/** A session with one exchange; requests are numbered after it. */
async function record(
  index: RecordIndex,
  dataFolder: string,
  n: number,
  startedAt: string,
  exchange: Exchange = {},
  facts: Partial<SessionFacts> = {},
): Promise<SessionWriter> {
  const writer = new SessionWriter(dataFolder, { id: testId(n), startedAt, ...facts });
  const requestId = testId(n * 100);
  const { prompt = `Question ${n}`, asked = exchange.model ?? 'claude-sonnet-4-5', ...answer } = exchange;
  const ended = new Date(Date.parse(startedAt) + 2000).toISOString();
  index.apply(
    await writer.write(
      ...writer.ask({ requestId, at: startedAt, messages: [userText(prompt)], model: asked }),
      writer.titled(prompt, startedAt),
      writer.answer({ requestId, at: ended, ...answer }),
    ),
  );
  return writer;
}

test('shows a session with all its fields', () =>
  withApi(async (api, index, folder) => {
    await record(
      index,
      folder,
      1,
      '2026-11-24T11:58:00.000Z',
      {},
      { clientSessionId: 'abc', workspace: 'my-app' },
    );
    assert.deepEqual(await api.get<SessionList>('/sessions'), {
      sessions: [
        {
          id: testId(1),
          client_session_id: 'abc',
          client: 'claude-code',
          client_version: '2.1.330',
          workspace: 'my-app',
          origin: 'recorded',
          title: 'Question 1',
          pinned: false,
          tags: [],
          note: null,
          started_at: '2026-11-24T11:58:00.000Z',
          ended_at: '2026-11-24T11:58:02.000Z',
          live: true,
          models: ['claude-sonnet-4-5-20250929'],
          providers: ['anthropic'],
          request_count: 1,
          error_count: 0,
          tool_call_count: 0,
          input_tokens: 1000,
          output_tokens: 100,
          reasoning_tokens: null,
          cache_read_tokens: null,
          cache_write_5m_tokens: null,
          cache_write_1h_tokens: null,
          total_tokens: 1100,
          cost_usd: 0.0045,
          cost_incomplete: false,
        },
      ],
      next_cursor: null,
      total: 1,
    });
  }));

test('each filter keeps the sessions it names', () =>
  withApi(async (api, index, folder) => {
    const call = [{ type: 'tool_use', id: 't', name: 'Read', input: { file_path: 'a' } }];
    await record(index, folder, 1, '2026-11-20T10:00:00.000Z', { content: call }, { workspace: 'one' });
    await record(index, folder, 2, '2026-11-23T10:00:00.000Z', {
      outcome: 'error',
      status: 529,
      inputTokens: null,
      outputTokens: null,
    });
    await record(
      index,
      folder,
      3,
      '2026-11-23T23:30:00.000Z',
      { model: 'claude-opus-4-1', inputTokens: 90_000 },
      { client: 'codex' },
    );
    const found: Record<string, string> = {};
    for (const query of [
      'days=1&tz=UTC',
      'days=1&tz=Europe/Berlin',
      'from=2026-11-23&to=2026-11-23&tz=UTC',
      'from=2026-11-20T10:00:01Z&to=2026-11-23T10:00:00Z',
      'model=claude-opus-4-1',
      'model=claude-*',
      'model=claude-opus',
      'provider=anthropic',
      'provider=openai',
      'client=codex',
      'workspace=one',
      'tool=Read',
      'success=true',
      'success=false',
      'min_total_tokens=50000',
      'max_total_tokens=50000',
      'min_cost=0.01',
    ]) {
      const list = await api.get<SessionList>(`/sessions?${query}&sort=oldest`);
      found[query] = list.sessions.map(session => session.id.slice(-1)).join('');
    }
    assert.deepEqual(found, {
      'days=1&tz=UTC': '',
      'days=1&tz=Europe/Berlin': '3',
      'from=2026-11-23&to=2026-11-23&tz=UTC': '23',
      'from=2026-11-20T10:00:01Z&to=2026-11-23T10:00:00Z': '1',
      'model=claude-opus-4-1': '3',
      'model=claude-*': '123',
      'model=claude-opus': '',
      'provider=anthropic': '123',
      'provider=openai': '',
      'client=codex': '3',
      'workspace=one': '1',
      'tool=Read': '1',
      'success=true': '13',
      'success=false': '2',
      'min_total_tokens=50000': '3',
      'max_total_tokens=50000': '1',
      'min_cost=0.01': '3',
    });
  }));

test('pages of every order have no gaps and no repeats, also among equals', () =>
  withApi(async (api, index, folder) => {
    for (let n = 1; n <= 23; n++) {
      const hour = String(n % 4).padStart(2, '0');
      await record(index, folder, n, `2026-11-20T${hour}:00:00.000Z`, { inputTokens: (n % 3) * 1000 });
    }
    for (const sort of ['newest', 'oldest', 'cost', 'tokens', 'requests']) {
      const whole = await api.get<SessionList>(`/sessions?sort=${sort}&limit=100`);
      const paged: string[] = [];
      let cursor = '';
      do {
        const page = await api.get<SessionList>(`/sessions?sort=${sort}&limit=5${cursor}`);
        assert.equal(page.total, 23);
        paged.push(...page.sessions.map(session => session.id));
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
      } while (cursor !== '');
      assert.deepEqual(
        paged,
        whole.sessions.map(session => session.id),
        sort,
      );
    }
  }));

test('a session lists its requests in order, paged', () =>
  withApi(async (api, index, folder) => {
    const writer = await record(index, folder, 1, '2026-11-24T10:00:00.000Z');
    for (const n of [1, 2]) {
      const at = `2026-11-24T10:0${n}:00.000Z`;
      index.apply(
        await writer.write(
          ...writer.ask({ requestId: testId(100 + n), at, messages: [userText('More')] }),
          writer.answer({ requestId: testId(100 + n), at, outcome: 'error', status: 529 }),
        ),
      );
    }
    const first = await api.get<SessionDetail>(`/sessions/${testId(1)}?limit=2`);
    const second = await api.get<SessionDetail>(`/sessions/${testId(1)}?limit=2&cursor=${first.next_cursor}`);
    assert.deepEqual(
      [first, second].map(page => page.requests.map(request => request.id)),
      [[testId(100), testId(101)], [testId(102)]],
    );
    assert.deepEqual([first.error_count, second.next_cursor], [2, null]);
    assert.deepEqual(second.requests[0], {
      id: testId(102),
      session_id: testId(1),
      thread_id: 'main',
      parent_thread_id: null,
      started_at: '2026-11-24T10:02:00.000Z',
      transport: 'http',
      method: 'POST',
      target: '/v1/messages?beta=true',
      dialect: 'anthropic_messages',
      provider: 'anthropic',
      model: 'claude-sonnet-4-5-20250929',
      status: 529,
      outcome: 'error',
      error: { code: 'overloaded_error', message: 'Overloaded' },
      is_generation: true,
      continues: null,
      is_parent_unknown: false,
      stop_reason: 'end_turn',
      service_tier: null,
      input_tokens: 1000,
      output_tokens: 100,
      reasoning_tokens: null,
      cache_read_tokens: null,
      cache_write_5m_tokens: null,
      cache_write_1h_tokens: null,
      total_tokens: 1100,
      cost_usd: 0.0045,
      is_api_equivalent: false,
      price_table: 'genai-prices-0.1.8',
      duration_ms: 2000,
      time_to_first_byte_ms: 300,
      time_to_first_token_ms: 400,
      output_tokens_per_second: 62.5,
      chunk_gap_p50_ms: null,
      chunk_gap_p95_ms: null,
      chunk_gap_p99_ms: null,
      proxy_overhead_ms: 0.5,
      tool_calls: [],
    });
  }));

test('a request is shown with both bodies as they were', () =>
  withApi(async (api, index, folder) => {
    await record(index, folder, 1, '2026-11-24T10:00:00.000Z', {
      prompt: `Long enough for a block ${'x'.repeat(100)}`,
    });
    const detail = await api.get<RequestDetail>(`/sessions/${testId(1)}/requests/${testId(100)}`);
    assert.deepEqual(JSON.parse(detail.request.body.content), {
      model: 'claude-sonnet-4-5',
      messages: [userText(`Long enough for a block ${'x'.repeat(100)}`)],
    });
    assert.deepEqual(detail.request.headers, [['content-type', 'application/json']]);
    assert.equal(detail.response?.is_folded, true);
    assert.match(detail.response?.body.content ?? '', /"text":"Done\."/);
  }));

test('turns hold what was new in each request of a thread, then the answer', () =>
  withApi(async (api, index, folder) => {
    const writer = new SessionWriter(folder, { id: testId(1), startedAt: '2026-11-24T10:00:00.000Z' });
    const call = { type: 'tool_use', id: 't1', name: 'Read', input: { file_path: 'a.ts' } };
    const result = {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 't1', content: 'text of a' }],
    };
    const at = '2026-11-24T10:00:00.000Z';
    index.apply(
      await writer.write(
        ...writer.ask({ requestId: testId(1), at, messages: [userText('Go')], system: 'Be brief.' }),
        writer.answer({ requestId: testId(1), at, content: [call] }),
        ...writer.ask({ requestId: testId(2), at, messages: [userText('Sub')], threadId: 'agent' }),
        writer.answer({ requestId: testId(2), at }),
        ...writer.ask({ requestId: testId(3), at, messages: [userText('Go')], isGeneration: false }),
        ...writer.ask({
          requestId: testId(4),
          at,
          messages: [userText('Go'), assistant(call), result],
          system: 'Be brief.',
        }),
        writer.answer({ requestId: testId(4), at }),
      ),
    );
    const whole = await api.get<TurnList>(`/sessions/${testId(1)}/turns`);
    const done = [{ role: 'assistant', parts: [{ type: 'text', text: 'Done.' }] }];
    assert.deepEqual(
      whole.turns.map(turn => [turn.request_id, turn.repeated_message_count, turn.input.length]),
      [
        [testId(1), 0, 2],
        [testId(2), 0, 1],
        [testId(4), 3, 1],
      ],
    );
    assert.deepEqual(whole.turns[1]?.output, done);
    assert.deepEqual(whole.turns[2]?.input.at(-1)?.parts, [
      { type: 'tool_result', call_id: 't1', is_error: false, text: 'text of a' },
    ]);
    const first = await api.get<TurnList>(`/sessions/${testId(1)}/turns?limit=2`);
    const second = await api.get<TurnList>(
      `/sessions/${testId(1)}/turns?limit=2&cursor=${first.next_cursor}`,
    );
    assert.deepEqual([...first.turns, ...second.turns], whole.turns);
  }));

test('statistics group by local day, model, client, tool and workspace, and ignore what is unknown', () =>
  withApi(async (api, index, folder) => {
    const call = [{ type: 'tool_use', id: 't', name: 'Read', input: {} }];
    await record(index, folder, 1, '2026-11-22T23:40:00.000Z', { content: call }, { workspace: 'one' });
    await record(index, folder, 2, '2026-11-23T10:00:00.000Z', { model: 'mystery' }, { client: 'codex' });
    const stats = await api.get<Stats>('/stats?tz=Europe/Berlin');
    assert.deepEqual(stats.totals, {
      request_count: 2,
      error_count: 0,
      session_count: 2,
      tool_call_count: 1,
      input_tokens: 2000,
      output_tokens: 200,
      reasoning_tokens: null,
      cache_read_tokens: null,
      cache_write_5m_tokens: null,
      cache_write_1h_tokens: null,
      total_tokens: 2200,
      cost_usd: 0.0045,
      cost_incomplete: true,
      cache_savings_usd: null,
      mean_duration_ms: 2000,
      mean_time_to_first_token_ms: 400,
      mean_proxy_overhead_ms: 0.5,
    });
    assert.deepEqual(stats.by_tool, [
      {
        name: 'Read',
        server: null,
        call_count: 1,
        error_count: 0,
        mean_duration_ms: null,
        p95_duration_ms: null,
      },
    ]);
    const keys: Record<string, unknown> = {};
    for (const query of [
      'by=day&tz=Europe/Berlin',
      'by=day&tz=UTC',
      'by=day&tz=Asia/Kathmandu',
      'by=hour&tz=Asia/Kolkata',
      'by=model',
      'by=client',
      'by=tool',
      'by=workspace',
      'by=model&tool=Read',
      'by=model&client=codex',
      'by=model&success=false',
      'by=day&tz=UTC&from=2026-11-22T23:41:00Z',
    ]) {
      const { rows } = await api.get<Stats>(`/stats?${query}`);
      keys[query] = rows.map(row => `${row.key} ${row.request_count}`);
    }
    assert.deepEqual(keys, {
      'by=day&tz=Europe/Berlin': ['2026-11-23T00:00:00+01:00 2'],
      'by=day&tz=UTC': ['2026-11-22T00:00:00+00:00 1', '2026-11-23T00:00:00+00:00 1'],
      'by=day&tz=Asia/Kathmandu': ['2026-11-23T00:00:00+05:45 2'],
      'by=hour&tz=Asia/Kolkata': ['2026-11-23T05:00:00+05:30 1', '2026-11-23T15:00:00+05:30 1'],
      'by=model': ['claude-sonnet-4-5-20250929 1', 'mystery 1'],
      'by=client': ['claude-code 1', 'codex 1'],
      'by=tool': ['Read 1'],
      'by=workspace': ['one 1', ' 1'],
      'by=model&tool=Read': ['claude-sonnet-4-5-20250929 1'],
      'by=model&client=codex': ['mystery 1'],
      'by=model&success=false': [],
      'by=day&tz=UTC&from=2026-11-22T23:41:00Z': ['2026-11-23T00:00:00+00:00 1'],
    });
  }));

test('a day with a changed clock is one day', () =>
  withApi(async (api, index, folder) => {
    await record(index, folder, 1, '2026-10-24T22:10:00.000Z');
    await record(index, folder, 2, '2026-10-25T22:50:00.000Z');
    const { rows } = await api.get<Stats>('/stats?by=day&tz=Europe/Berlin');
    assert.deepEqual(
      rows.map(row => [row.key, row.request_count]),
      [['2026-10-25T00:00:00+02:00', 2]],
    );
  }));

test('deleting a session removes its journal, rows and text, and tells the writing half first', () =>
  withApi(async (api, index, folder) => {
    const writer = await record(index, folder, 1, '2026-11-24T10:00:00.000Z', {
      prompt: 'delete this zyzzyva',
    });
    await record(index, folder, 2, '2026-11-24T10:00:00.000Z');
    assert.equal((await api.ask('DELETE', `/sessions/${testId(1)}`)).status, 204);
    assert.deepEqual(api.forgotten, [testId(1)]);
    assert.equal(existsSync(path.join(folder, writer.file)), false);
    const list = await api.get<SessionList>('/sessions');
    assert.deepEqual(
      list.sessions.map(session => session.id),
      [testId(2)],
    );
    assert.deepEqual((await api.get<SessionList>('/sessions?text_search=zyzzyva')).sessions, []);
    assert.equal((await api.failure('DELETE', `/sessions/${testId(1)}`)).status, 404);
  }));

test('a session with a request under way is not deleted', () =>
  withApi(async (api, index, folder) => {
    const writer = new SessionWriter(folder, { id: testId(1), startedAt: '2026-11-24T10:00:00.000Z' });
    const ask = writer.ask({
      requestId: testId(5),
      at: '2026-11-24T10:00:00.000Z',
      messages: [userText('Hi')],
    });
    index.apply(await writer.write(...ask));
    assert.equal((await api.failure('DELETE', `/sessions/${testId(1)}`)).code, 'session_busy');
    const detail = await api.get<RequestDetail>(`/sessions/${testId(1)}/requests/${testId(5)}`);
    assert.deepEqual([detail.outcome, detail.response], [null, null]);
  }));

test('errors have a status, a code and name the key', () =>
  withApi(async api => {
    const errors: Record<string, unknown> = {};
    for (const target of [
      'GET /sessions?limit=many',
      'GET /sessions?limit=501',
      'GET /sessions?colour=red',
      'GET /sessions?sort=best',
      'GET /sessions?tz=Moon/Base',
      'GET /sessions?from=2026-13-45',
      'GET /sessions?limit=1&limit=2',
      'GET /sessions?cursor=abc',
      'GET /stats?by=mood',
      `GET /sessions/${testId(9)}`,
      `GET /sessions/${testId(9)}/turns`,
      `GET /sessions/${testId(9)}/requests/${testId(9)}`,
      'GET /sessions/..%2F..',
      'GET /nowhere',
      'POST /sessions',
    ]) {
      const [method = '', path = ''] = target.split(' ');
      const { status, code, message } = await api.failure(method, path);
      errors[target] = [status, code, message.split(':')[0]];
    }
    const unknownSession = `There is no session ${testId(9)}.`;
    assert.deepEqual(errors, {
      'GET /sessions?limit=many': [400, 'bad_query', 'limit'],
      'GET /sessions?limit=501': [400, 'bad_query', 'limit'],
      'GET /sessions?colour=red': [400, 'bad_query', 'colour'],
      'GET /sessions?sort=best': [400, 'bad_query', 'sort'],
      'GET /sessions?tz=Moon/Base': [400, 'bad_query', 'tz'],
      'GET /sessions?from=2026-13-45': [400, 'bad_query', 'from'],
      'GET /sessions?limit=1&limit=2': [400, 'bad_query', 'limit'],
      'GET /sessions?cursor=abc': [
        400,
        'bad_cursor',
        'The cursor is damaged or belongs to another query; start again without.',
      ],
      'GET /stats?by=mood': [400, 'bad_query', 'by'],
      [`GET /sessions/${testId(9)}`]: [404, 'not_found', unknownSession],
      [`GET /sessions/${testId(9)}/turns`]: [404, 'not_found', unknownSession],
      [`GET /sessions/${testId(9)}/requests/${testId(9)}`]: [
        404,
        'not_found',
        `There is no request ${testId(9)} in session ${testId(9)}.`,
      ],
      'GET /sessions/..%2F..': [404, 'not_found', 'There is nothing at /sessions/..%2F...'],
      'GET /nowhere': [404, 'not_found', 'There is nothing at /nowhere.'],
      'POST /sessions': [405, 'method_not_allowed', '/sessions takes'],
    });
  }));

test('without an index the answer is 503 and metrics still come', async () => {
  const api = new ApiHarness(null, NOW);
  assert.deepEqual(await api.failure('GET', '/sessions'), {
    status: 503,
    code: 'recorder_unavailable',
    message: 'The recorder is not running yet; requests still pass through.',
  });
  const metrics = await api.ask('GET', '/metrics');
  assert.match(metrics.text, /lunaroute_records_dropped_total\{reason="queue_full"\} 0/);
  assert.equal(metrics.headers['x-lunaroute-api'], '1');
});

test('a large answer goes in pieces of at most 64 KB, with 256 KB under way at most', () =>
  withApi(async (api, index, folder) => {
    await record(index, folder, 1, '2026-11-24T10:00:00.000Z', { prompt: 'y'.repeat(1_000_000) });
    const sizes: number[] = [];
    let paused: () => void = () => undefined;
    const isPaused = new Promise<void>(resolve => {
      paused = resolve;
    });
    const onMessage = (message: RecorderMessage): void => {
      if (message.type !== 'api_response_chunk') return;
      sizes.push(message.bytes.length);
      if (sizes.length === 4) paused();
    };
    const { id, done } = api.open(`/sessions/${testId(1)}/requests/${testId(100)}`, onMessage);
    await isPaused;
    assert.deepEqual(sizes, [65_536, 65_536, 65_536, 65_536]);
    api.api.ack(id, 65_536);
    await new Promise(resolve => setImmediate(resolve));
    assert.equal(sizes.length, 5);
    api.api.cancel(id);
    await done;
    assert.equal(sizes.length, 5);
  }));

test('statistics include what is asked for: the range before, latencies, heat map, sessions, parts of rows', () =>
  withApi(async (api, index, folder) => {
    const cached = { inputTokens: 1000, outputTokens: 100, cacheReadTokens: 800 };
    await record(index, folder, 1, '2026-11-23T09:00:00.000Z', { prompt: 'Before' });
    await record(index, folder, 2, '2026-11-24T09:10:00.000Z', {
      ...cached,
      prompt: 'Cached',
      durationMs: 3000,
    });
    await record(index, folder, 3, '2026-11-24T09:20:00.000Z', { model: 'mystery' }, { client: 'codex' });
    const include = 'previous,latency,heat_map,top_sessions,clients';
    const stats = await api.get<Stats>(`/stats?days=1&tz=UTC&split=client&include=${include}`);
    // 800 tokens at $3 a million, less the same at $0.30.
    assert.equal(stats.totals.cache_savings_usd, 0.00216);
    assert.deepEqual(
      { ...stats.previous, totals: stats.previous?.totals.request_count },
      { from: '2026-11-23T00:00:00.000Z', to: '2026-11-23T12:00:00.000Z', totals: 1 },
    );
    assert.deepEqual(stats.latency?.duration, {
      count: 2,
      mean_ms: 2500,
      p50_ms: 2020,
      p95_ms: 3040,
      p99_ms: 3040,
      buckets: [
        { from_ms: 2000, to_ms: 3000, count: 1 },
        { from_ms: 3000, to_ms: 5000, count: 1 },
      ],
    });
    assert.equal(stats.latency?.proxy_overhead_share, 0.5 / 2500);
    assert.deepEqual(stats.heat_map, [
      {
        weekday: 2,
        hour: 9,
        request_count: 2,
        error_count: 0,
        total_tokens: 2200,
        cost_usd: 0.00234,
        cost_incomplete: true,
      },
    ]);
    assert.deepEqual(
      stats.top_sessions?.map(session => [session.id, session.title, session.cost_usd]),
      [
        [testId(2), 'Cached', 0.00234],
        [testId(3), 'Question 3', null],
      ],
    );
    assert.deepEqual(stats.rows[0]?.split, [
      { key: 'claude-code', request_count: 1, total_tokens: 1100, cost_usd: 0.00234, cost_incomplete: false },
      { key: 'codex', request_count: 1, total_tokens: 1100, cost_usd: null, cost_incomplete: true },
    ]);
    assert.deepEqual(
      stats.by_client?.map(row => row.key),
      ['claude-code', 'codex'],
    );
    assert.equal('by_workspace' in stats, false);
    const everything = await api.get<Stats>('/stats?include=previous');
    assert.equal(everything.previous, null);
    assert.equal((await api.failure('GET', '/stats?include=previous,nonsense')).code, 'bad_query');
  }));

test('weeks begin on Monday and months on the first, in local time', () =>
  withApi(async (api, index, folder) => {
    await record(index, folder, 1, '2026-10-31T23:30:00.000Z');
    await record(index, folder, 2, '2026-11-01T22:30:00.000Z');
    await record(index, folder, 3, '2026-11-01T23:30:00.000Z');
    const keys = async (by: string) =>
      (await api.get<Stats>(`/stats?by=${by}&tz=Europe/Berlin`)).rows.map(row => [
        row.key,
        row.request_count,
      ]);
    assert.deepEqual(await keys('week'), [
      ['2026-10-26T00:00:00+01:00', 2],
      ['2026-11-02T00:00:00+01:00', 1],
    ]);
    assert.deepEqual(await keys('month'), [['2026-11-01T00:00:00+01:00', 3]]);
  }));
