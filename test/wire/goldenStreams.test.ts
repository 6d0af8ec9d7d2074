// Recorded streams of every dialect through a real recorder: text, tool calls, tokens and cost, to the token and the cent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RequestSummary, SessionList, TurnList } from '../../src/protocol/api.ts';
import type { MessagePart } from '../../src/protocol/conversation.ts';
import type { Provider } from '../../src/protocol/wire.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { CLAUDE_HEADERS, RecorderUnderTest, SDK_HEADERS } from '../support/recorderUnderTest.ts';
import { streamBytes, streamNames } from '../support/streams.ts';

interface Golden {
  outcome: RequestSummary['outcome'];
  stop: string | null;
  /** Input, output, reasoning, cache read, cache written for 5 minutes and for an hour. */
  tokens: (number | null)[];
  cost: number | null;
  tier: string | null;
  /** Name, server and whether it is known to have failed. */
  tools: [string, string | null, boolean | null][];
  /** What the model wrote, one string a part. */
  wrote: string[];
}

/** Some prices change with the time of day. */
const AT = Date.parse('2026-11-24T10:00:00.000Z');

const UNKNOWN = [null, null, null, null, null, null];

/** Costs by the providers' price lists, written out where they are made of several prices. */
const GOLDEN: Record<string, Golden> = {
  // Sonnet 4.5, a million tokens: $3 in, $0.30 from cache, $3.75 and $6 into it, $15 out.
  'anthropic-thinking-tool': {
    outcome: 'ok',
    stop: 'tool_use',
    tokens: [12 + 18_330 + 4210, 187, null, 18_330, 1200, 3010],
    cost: usd(12 * 3 + 18_330 * 0.3 + 1200 * 3.75 + 3010 * 6 + 187 * 15),
    tier: 'standard',
    tools: [
      ['Read', null, null],
      ['mcp__github__list_issues', 'github', null],
    ],
    wrote: [
      'thinking: The user wants the flaky test fixed — look first.',
      'text: Ich prüfe den Test 🔍.',
      'call: {"file_path":"/repo/test/login.test.ts","limit":40}',
      'call: {}',
    ],
  },
  'anthropic-hosted-tools': {
    outcome: 'ok',
    stop: 'tool_use',
    tokens: [45 + 4000 + 500, 260, 90, 4000, 500, 0],
    cost: usd(45 * 3 + 4000 * 0.3 + 500 * 3.75 + 260 * 15),
    tier: 'standard',
    tools: [
      ['create_issue', 'tracker', true],
      ['bash_code_execution', null, false],
      ['mcp__github__get_file', 'github', null],
    ],
    wrote: [
      'redacted thinking',
      'call: {"title":"Flaky test ✓"}',
      'result: No permission',
      'call: {"command":"ls"}',
      'result: a.txt\n',
      'text: There is one file.',
      'call: {"path":"a.txt"}',
    ],
  },
  // Opus 4.5 at $5 and $25, and a cent for the search.
  'anthropic-web-search': {
    outcome: 'ok',
    stop: 'end_turn',
    tokens: [10_682, 510, null, 0, 0, 0],
    cost: usd(10_682 * 5 + 510 * 25 + 10_000),
    tier: 'standard',
    tools: [['web_search', null, false]],
    wrote: [
      'call: {"query":"node lts schedule"}',
      'result: Releases\nhttps://nodejs.example/releases',
      'text: Node.js 24 is the LTS line.',
    ],
  },
  // Haiku 4.5 at $1, $0.10 and $5; the zeros that came first say nothing.
  'anthropic-zeros-first': {
    outcome: 'ok',
    stop: 'end_turn',
    tokens: [6812, 46, null, 6000, null, null],
    cost: usd(812 + 6000 * 0.1 + 46 * 5),
    tier: null,
    tools: [],
    wrote: ['text: Done.'],
  },
  // The partial count of output at the start is none.
  'anthropic-error-midstream': {
    outcome: 'error',
    stop: null,
    tokens: [1000, null, null, 100, 0, 0],
    cost: null,
    tier: null,
    tools: [['Bash', null, null]],
    wrote: ['call: {"command": "npm te'],
  },
  // GPT-5 and GPT-5.1 at $1.25, $0.125 and $10.
  'openai-chat-tools': {
    outcome: 'ok',
    stop: 'tool_calls',
    tokens: [1200, 80, 32, 1024, null, null],
    cost: usd(176 * 1.25 + 1024 * 0.125 + 80 * 10),
    tier: 'default',
    tools: [
      ['get_weather', null, null],
      ['mcp__clock__now', 'clock', null],
    ],
    wrote: ['call: {"city":"Kraków"}', 'call: {}'],
  },
  // Two choices, and a client that did not ask for usage.
  'openai-chat-choices': {
    outcome: 'ok',
    stop: 'stop',
    tokens: UNKNOWN,
    cost: null,
    tier: null,
    tools: [],
    wrote: ['text: Hi there', "refusal: I can't help."],
  },
  // GPT-4o at $2.50 and $10.
  'openai-chat-refusal': {
    outcome: 'ok',
    stop: 'stop',
    tokens: [100, 10, 0, 0, null, null],
    cost: usd(100 * 2.5 + 10 * 10),
    tier: 'default',
    tools: [],
    wrote: ["refusal: I can't help with that."],
  },
  // DeepSeek's reasoner at $0.55, $0.14 and $2.19.
  'openai-chat-reasoning': {
    outcome: 'ok',
    stop: 'stop',
    tokens: [20, 9, null, 16, null, null],
    cost: usd(4 * 0.55 + 16 * 0.14 + 9 * 2.19),
    tier: null,
    tools: [],
    wrote: ['thinking: Add them.', 'text: Four.'],
  },
  'openai-completions': {
    outcome: 'ok',
    stop: 'length',
    tokens: [4, 2, null, null, null, null],
    cost: usd(4 * 1.5 + 2 * 2),
    tier: null,
    tools: [],
    wrote: ['text: Once more'],
  },
  'openai-responses-codex': {
    outcome: 'ok',
    stop: 'completed',
    tokens: [9000, 140, 64, 8192, null, null],
    cost: usd(808 * 1.25 + 8192 * 0.125 + 140 * 10),
    tier: 'default',
    tools: [
      ['shell', null, null],
      ['apply_patch', null, null],
    ],
    wrote: [
      'thinking: **Looking around**',
      'text: I’ll list files.',
      'call: {"command":["ls"]}',
      'call: *** Begin Patch',
    ],
  },
  'openai-responses-tools': {
    outcome: 'ok',
    stop: 'completed',
    tokens: [4000, 300, 128, 1000, null, null],
    cost: usd(3000 * 1.25 + 1000 * 0.125 + 300 * 10),
    tier: 'default',
    tools: [
      ['apply_patch', null, null],
      ['shell', null, null],
      ['search_docs', 'docs', true],
    ],
    wrote: [
      'thinking: **Patch the file**',
      'call: *** Begin Patch\n*** End Patch',
      'call: {"command":["ls"]}',
      'call: {"q":"patch"}',
      'result: timed out',
      'text: Patched.',
    ],
  },
  'openai-responses-failed': {
    outcome: 'error',
    stop: 'failed',
    tokens: UNKNOWN,
    cost: null,
    tier: 'auto',
    tools: [],
    wrote: [],
  },
  'openai-responses-incomplete': {
    outcome: 'ok',
    stop: 'max_output_tokens',
    tokens: [50, 2, 0, 0, null, null],
    cost: usd(50 * 1.25 + 2 * 10),
    tier: 'default',
    tools: [],
    wrote: ['text: Once upon'],
  },
};

/** From millionths, as prices are for a million tokens. */
function usd(millionths: number): number {
  return Math.round(millionths * 1e6) / 1e12;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let recorder: RecorderUnderTest;

before(async () => {
  folder = await temporaryFolder();
  recorder = await RecorderUnderTest.open(folder.path);
});

after(async () => {
  await recorder.kill();
  await folder[Symbol.asyncDispose]();
});

function wayOf(name: string): { provider: Provider; target: string } {
  if (name.startsWith('anthropic')) return { provider: 'anthropic', target: '/v1/messages' };
  const path = name.startsWith('openai-chat')
    ? '/v1/chat/completions'
    : name === 'openai-completions'
      ? '/v1/completions'
      : '/v1/responses';
  return { provider: 'openai', target: path };
}

test('every recorded stream has what is expected of it', () => {
  assert.deepEqual(Object.keys(GOLDEN).sort(), streamNames());
});

for (const [name, expected] of Object.entries(GOLDEN)) {
  test(`${name} is recorded to the token and the cent`, async () => {
    const { provider, target } = wayOf(name);
    recorder.exchange({
      at: AT,
      target,
      provider,
      headers: [...(provider === 'anthropic' ? CLAUDE_HEADERS.slice(0, 2) : SDK_HEADERS)],
      workspace: name,
      request: JSON.stringify({ stream: true, messages: [{ role: 'user', content: name }], input: name }),
      responseHeaders: [['Content-Type', 'text/event-stream']],
      response: [streamBytes(name)],
    });
    await recorder.remote.flush();
    const list = JSON.parse((await recorder.api(`/sessions?workspace=${name}`)).body) as SessionList;
    const id = list.sessions[0]?.id;
    const { requests } = JSON.parse((await recorder.api(`/sessions/${id}`)).body) as {
      requests: RequestSummary[];
    };
    const { turns } = JSON.parse((await recorder.api(`/sessions/${id}/turns`)).body) as TurnList;
    const [request] = requests;
    assert.ok(request !== undefined && requests.length === 1);
    const actual: Golden = {
      outcome: request.outcome,
      stop: request.stop_reason,
      tokens: [
        request.input_tokens,
        request.output_tokens,
        request.reasoning_tokens,
        request.cache_read_tokens,
        request.cache_write_5m_tokens,
        request.cache_write_1h_tokens,
      ],
      cost: request.cost_usd,
      tier: request.service_tier,
      tools: request.tool_calls.map(call => [call.name, call.server, call.is_error]),
      wrote: (turns[0]?.output ?? []).flatMap(message => message.parts.map(wordsOf)),
    };
    assert.deepEqual(actual, expected);
  });
}

function wordsOf(part: MessagePart): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return `${part.type}: ${part.text}`;
    case 'thinking':
      return part.is_redacted ? 'redacted thinking' : `thinking: ${part.text}`;
    case 'tool_call':
      return `call: ${part.arguments}`;
    case 'tool_result':
      return `result: ${part.text}`;
    default:
      return part.type;
  }
}
