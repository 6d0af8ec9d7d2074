// The conversation's shape: results under their calls, find over what is shown, pages that may have changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestSummary } from '../../src/protocol/api.ts';
import type { Turn } from '../../src/protocol/conversation.ts';
import { UNKNOWN_USAGE, withTotal } from '../../src/protocol/usage.ts';
import { searchableText, showTurns } from '../../webview/session/conversation.ts';
import { findHits, findPattern, nextHit } from '../../webview/session/find.ts';
import { foundPlace, wordsPattern } from '../../webview/session/foundPlace.ts';
import { groupParts } from '../../webview/session/partGroups.ts';
import { sumTools } from '../../webview/session/toolUse.ts';
import { joinPages, stalePages, turnPage } from '../../webview/session/turnPages.ts';

const call = {
  type: 'tool_call',
  call_id: 'c1',
  name: 'Read',
  server: null,
  arguments: '{"path":"a.ts"}',
} as const;
const result = { type: 'tool_result', call_id: 'c1', is_error: false, text: 'Line with Retry' } as const;

function turn(id: string, input: Turn['input'], output: Turn['output']): Turn {
  return {
    request_id: id,
    thread_id: 'main',
    started_at: '2026-11-24T09:00:00.000Z',
    input,
    repeated_message_count: 0,
    output,
  };
}

function request(id: string, part: Partial<RequestSummary> = {}): RequestSummary {
  return {
    id,
    session_id: 's',
    thread_id: 'main',
    parent_thread_id: null,
    started_at: '2026-11-24T09:00:00.000Z',
    transport: 'http',
    method: 'POST',
    target: '/v1/messages',
    dialect: 'anthropic_messages',
    provider: 'anthropic',
    model: 'm',
    status: 200,
    outcome: 'ok',
    error: null,
    is_generation: true,
    stop_reason: null,
    ...withTotal(UNKNOWN_USAGE),
    cost_usd: null,
    is_api_equivalent: false,
    duration_ms: null,
    time_to_first_token_ms: null,
    continues: null,
    is_parent_unknown: false,
    service_tier: null,
    price_table: null,
    time_to_first_byte_ms: null,
    output_tokens_per_second: null,
    chunk_gap_p50_ms: null,
    chunk_gap_p95_ms: null,
    chunk_gap_p99_ms: null,
    proxy_overhead_ms: null,
    tool_calls: [],
    ...part,
  };
}

const asked = turn(
  'r1',
  [{ role: 'user', parts: [{ type: 'text', text: 'Why (a+b)?' }] }],
  [{ role: 'assistant', parts: [{ type: 'text', text: ' \n' }, call] }],
);
const answered = turn(
  'r2',
  [{ role: 'tool', parts: [result] }],
  [{ role: 'assistant', parts: [{ type: 'text', text: 'Since the retry is missing.' }] }],
);

test('a tool result stands under its call, and blank text is left out', () => {
  const shown = showTurns([asked, answered], new Map([['r1', request('r1')]]));
  assert.deepEqual(
    shown.map(item => item.parts.map(part => [part.key, part.part.type, part.result?.text ?? null])),
    [
      [
        ['r1/input/0/0', 'text', null],
        ['r1/output/0/1', 'tool_call', 'Line with Retry'],
      ],
      [['r2/output/0/0', 'text', null]],
    ],
  );
});

test('a tool result whose call was not read yet stays where it came', () => {
  const [shown] = showTurns([answered], new Map());
  assert.deepEqual(shown?.parts[0]?.part, result);
});

test('what a client sends back of the answer before is shown once, in its own thread', () => {
  const history = [...asked.output, { role: 'tool', parts: [result] } as const];
  const edited = { role: 'assistant', parts: [{ type: 'text', text: 'Said otherwise.' }] } as const;
  const shown = showTurns(
    [asked, turn('r2', [...history, edited] as Turn['input'], answered.output)],
    new Map(),
  );
  assert.deepEqual(
    shown[1]?.parts.map(part => part.key),
    ['r2/input/2/0', 'r2/output/0/0'],
  );
  const elsewhere = { ...turn('r3', asked.output, []), thread_id: 'other' };
  assert.equal(showTurns([asked, elsewhere], new Map())[1]?.parts.length, 1);
});

test('what the index knows of a tool call comes with it', () => {
  const known = { call_id: 'c1', name: 'Read', server: null, is_error: false, duration_ms: 35 };
  const [shown] = showTurns([asked], new Map([['r1', request('r1', { tool_calls: [known] })]]));
  assert.deepEqual(shown?.parts[1]?.call, known);
});

test('find looks into arguments and results, without regard to case', () => {
  const shown = showTurns([asked, answered], new Map());
  assert.deepEqual(findHits(shown, 'RETRY'), [
    { turnIndex: 0, partKey: 'r1/output/0/1' },
    { turnIndex: 1, partKey: 'r2/output/0/0' },
  ]);
  assert.deepEqual(
    findHits(shown, '"path"').map(hit => hit.partKey),
    ['r1/output/0/1'],
  );
});

test('find takes its words literally', () => {
  const shown = showTurns([asked], new Map());
  assert.equal(findHits(shown, '(a+b)?').length, 1);
  assert.equal(findHits(shown, '.*').length, 0);
  assert.equal(findPattern('  '), null);
});

test('every kind of part has a text to search or none', () => {
  const kinds = [
    { type: 'image', media_type: null, bytes: null },
    { type: 'unknown', kind: 'x', json: '{"deep":1}' },
    { type: 'refusal', text: 'no' },
  ] as const;
  const parts = kinds.map(part => ({ key: 'k', role: 'user' as const, part, result: null, call: null }));
  assert.deepEqual(parts.map(searchableText), ['', '{"deep":1}', 'no']);
});

test('stepping through hits goes around both ends', () => {
  assert.deepEqual(
    [nextHit(-1, 1, 3), nextHit(-1, -1, 3), nextHit(2, 1, 3), nextHit(0, -1, 3), nextHit(0, 1, 0)],
    [0, 2, 0, 2, -1],
  );
});

test('the tail is read again, and a page whose answer came in the meantime', () => {
  const waiting = turn('r1', asked.input, []);
  const pages = [
    turnPage(undefined, { turns: [waiting], next_cursor: 'b' }),
    turnPage('b', { turns: [answered], next_cursor: 'c' }),
    turnPage('c', { turns: [turn('r3', [], [])], next_cursor: null }),
  ];
  const before = new Map([['r1', request('r1', { outcome: null })]]);
  assert.deepEqual(stalePages(pages, before, before), [2]);
  assert.deepEqual(stalePages(pages, before, new Map([['r1', request('r1')]])), [0, 2]);
});

test('a conversation with more pages to read has no tail yet', () => {
  const pages = [turnPage(undefined, { turns: [answered], next_cursor: 'b' })];
  assert.deepEqual(stalePages(pages, new Map(), new Map()), []);
});

test('a turn that two pages hold is shown once, as it was read last', () => {
  const pages = [
    turnPage(undefined, { turns: [turn('r1', [], [])], next_cursor: 'b' }),
    turnPage('b', { turns: [asked, answered], next_cursor: null }),
  ];
  assert.deepEqual(joinPages(pages), [asked, answered]);
});

test('tools are summed by server and name, with mean and P95 over calls whose time is known', () => {
  const row = { call_id: 'x', server: null, is_error: false, duration_ms: null };
  const requests = [
    request('r1', {
      tool_calls: [
        { ...row, name: 'Read', duration_ms: 10 },
        { ...row, name: 'Read', is_error: true },
      ],
    }),
    request('r2', {
      tool_calls: [
        { ...row, name: 'Read', duration_ms: 30 },
        { ...row, name: 'Read', server: 'mcp' },
      ],
    }),
  ];
  assert.deepEqual(sumTools(requests), [
    { name: 'Read', server: null, call_count: 3, error_count: 1, mean_duration_ms: 20, p95_duration_ms: 30 },
    {
      name: 'Read',
      server: 'mcp',
      call_count: 1,
      error_count: 0,
      mean_duration_ms: null,
      p95_duration_ms: null,
    },
  ]);
});

test('what the client wrote on its own stands together, apart from the prompt', () => {
  const says = (text: string) => ({ type: 'text', text }) as const;
  const reminder = says('<system-reminder>\nPlan mode\n</system-reminder>');
  const parts = [reminder, reminder, says('Fix it <system-reminder>x</system-reminder>'), reminder];
  const [shown] = showTurns(
    [turn('r1', [{ role: 'user', parts }], [{ role: 'assistant', parts: [reminder] }])],
    new Map(),
  );
  assert.deepEqual(
    groupParts(shown?.parts ?? []).map(group => [group.parts.length, group.isFirstOfRole]),
    [
      [2, true],
      [1, false],
      [1, false],
      [1, true],
    ],
  );
});

test('a hit is found where its text is shown: in its kind of part, a result under its call', () => {
  const shown = showTurns([asked, answered], new Map());
  const place = (requestId: string, words: string[], source: string | null) =>
    foundPlace(shown, requestId, { words, source });
  assert.deepEqual(place('r2', ['retry'], 'tool_result'), { turnIndex: 0, partKey: 'r1/output/0/1' });
  assert.deepEqual(place('r2', ['retry'], 'answer'), { turnIndex: 1, partKey: 'r2/output/0/0' });
  assert.deepEqual(place('r2', ['missing', 'nowhere'], 'thinking'), {
    turnIndex: 1,
    partKey: 'r2/output/0/0',
  });
  assert.equal(place('r1', ['a', 'b', 'c'], 'title')?.partKey, 'r1/input/0/0');
  assert.equal(place('r2', ['since*'], null)?.partKey, 'r2/output/0/0');
  assert.equal(place('r2', ['etry'], null), null);
  assert.equal(place('r3', ['retry'], null), null);
});

test('whole words and phrases are marked, whatever stands between, the longest first', () => {
  const marked = (words: string[], text: string) =>
    [...text.matchAll(wordsPattern(words) ?? /^$/g)].map(([match]) => match);
  assert.deepEqual(marked(['retry'], 'Retry, retrying _retry_ {"a":"\\nretry"}'), [
    'Retry',
    'retry',
    'retry',
  ]);
  assert.deepEqual(marked(['retr*'], 'retrying'), ['retrying']);
  assert.deepEqual(marked(['loop', 'retry loop'], 'the *retry* loop, a loop'), ['retry* loop', 'loop']);
  assert.deepEqual(marked(['a b'], 'a(+)b'), ['a(+)b']);
  assert.equal(wordsPattern(['?']), null);
});
