// What requests sent as their context, over the API of a real recorder worker and its own journal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionList } from '../../src/protocol/api.ts';
import type { ContextList, RequestPrompt } from '../../src/protocol/context.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { CLAUDE_HEADERS, RecorderUnderTest } from '../support/recorderUnderTest.ts';

const MODEL = 'claude-sonnet-4-5-20250929';
const bash = { name: 'Bash', description: 'Runs a command', input_schema: { type: 'object' } };
const read = { name: 'mcp__files__read', description: 'Reads a file', input_schema: { type: 'object' } };
const mark = { cache_control: { type: 'ephemeral' } };
const user = (text: string) => ({ role: 'user', content: [{ type: 'text', text }] });
const answered = { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] };

interface Step {
  tools: object[];
  messages: object[];
  /** Input beside the cache, read from it, written to it. */
  usage: [number, number, number];
}

/** The second adds a turn, the third swaps a tool: everything behind it is read anew. */
const STEPS: Step[] = [
  { tools: [bash, { ...read, ...mark }], messages: [user('First question')], usage: [10, 0, 8000] },
  {
    tools: [bash, { ...read, ...mark }],
    messages: [user('First question'), answered, user('Second question')],
    usage: [10, 8000, 500],
  },
  {
    tools: [bash],
    messages: [user('First question'), answered, user('Second question'), answered, user('Third')],
    usage: [10, 0, 9000],
  },
];

function exchange({ tools, messages, usage }: Step, at: number) {
  const [input, cacheRead, cacheWrite] = usage;
  return {
    at,
    headers: CLAUDE_HEADERS,
    request: JSON.stringify({ model: MODEL, system: 'You are careful.', tools, messages }),
    response: [
      JSON.stringify({
        ...{ id: `msg_${at}`, type: 'message', role: 'assistant', model: MODEL },
        content: [{ type: 'text', text: 'Done.' }],
        stop_reason: 'end_turn',
        usage: {
          input_tokens: input,
          output_tokens: 20,
          cache_read_input_tokens: cacheRead,
          cache_creation_input_tokens: cacheWrite,
        },
      }),
    ],
  };
}

test('each turn tells what it is made of, what changed, and what a broken cache cost', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path);
  const get = async <Body>(target: string): Promise<Body> => {
    const { status, body } = await recorder.api(target);
    assert.equal(status, 200, body);
    return JSON.parse(body) as Body;
  };
  const start = Date.parse('2026-11-24T10:00:00Z');
  for (const [i, step] of STEPS.entries()) {
    recorder.exchange(exchange(step, start + i * 30_000));
    await recorder.remote.flush();
  }
  const [session] = (await get<SessionList>('/sessions')).sessions;
  assert.ok(session);
  const whole = await get<ContextList>(`/sessions/${session.id}/context`);
  const [first, second, third] = whole.turns;
  assert.ok(first && second && third);
  assert.deepEqual(
    first.parts.map(part => part.kind),
    ['tools', 'system', 'user'],
  );
  for (const turn of whole.turns) {
    const sum = turn.parts.reduce((total, part) => total + (part.estimated_tokens ?? 0), 0);
    assert.ok(
      Math.abs(sum - (turn.input_tokens ?? 0)) <= turn.parts.length,
      `${sum} of ${turn.input_tokens}`,
    );
  }
  const changes = whole.turns.map(turn => [
    turn.previous_request_id,
    turn.added.map(entry => entry.label),
    turn.dropped.map(entry => entry.label),
    turn.cache_break?.reason ?? null,
  ]);
  assert.deepEqual(changes, [
    [null, [], [], null],
    [first.request_id, ['Done.', 'Second question'], [], null],
    [second.request_id, ['Done.', 'Third'], ['mcp__files__read'], 'changed'],
  ]);
  const { at, lost_tokens, lost_usd } = third.cache_break ?? {};
  // 8,500 tokens written at $3.75 instead of read at $0.30 a million.
  assert.deepEqual([at?.label, lost_tokens, lost_usd?.toFixed(6)], ['mcp__files__read', 8500, '0.029325']);
  assert.deepEqual(
    whole.tools.map(tool => [tool.name, tool.server, tool.offered_count]),
    [
      ['Bash', null, 3],
      ['mcp__files__read', 'files', 2],
    ],
  );
  const page = await get<ContextList>(`/sessions/${session.id}/context?limit=2`);
  const rest = await get<ContextList>(`/sessions/${session.id}/context?cursor=${page.next_cursor}`);
  assert.deepEqual([...page.turns, ...rest.turns], whole.turns);

  const prompt = await get<RequestPrompt>(`/sessions/${session.id}/requests/${third.request_id}/prompt`);
  assert.equal(prompt.previous_request_id, second.request_id);
  assert.deepEqual(prompt.tools, [{ name: 'Bash', description: 'Runs a command', definition: bash }]);
  assert.deepEqual(
    prompt.messages.map(message => message.role),
    ['system', 'user', 'assistant', 'user', 'assistant', 'user'],
  );
  assert.equal((await recorder.api(`/sessions/${session.id}/requests/none/prompt`)).status, 404);
  await recorder.close();
});
