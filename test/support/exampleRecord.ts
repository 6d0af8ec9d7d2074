// Two weeks of a developer's sessions as real journals: what the pictures of the documentation show.
import { assistant, SessionWriter, testId, userText } from './recordFixture.ts';

const DAYS = 14;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WORKSPACES = ['shop-3f9a1c', 'billing-77b0de', 'docs-90ac12'];
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001'];
const PROMPTS = [
  'Make the checkout form work without a mouse',
  'Why is the login test flaky?',
  'Move the price table out of the component',
  'Add a retry with back-off to the invoice job',
  'Explain what the cache key is made of',
  'Rename customer to account everywhere',
  'Write the release notes for 2.4',
  'Find out why the build got slower',
];
const TOOLS: readonly [name: string, input: object, result: string][] = [
  ['Read', { file_path: 'src/checkout/form.ts' }, 'export function Form() {\n  return submit(values);\n}'],
  ['Grep', { pattern: 'retry\\(', path: 'src' }, 'src/jobs/invoice.ts:42: await retry(send, { times: 3 });'],
  [
    'Edit',
    {
      file_path: 'src/jobs/invoice.ts',
      old_string: 'await retry(send, { times: 3 });',
      new_string: 'await retry(send, { times: 3, delayMs: n => 200 * 2 ** n });',
    },
    'The file has been updated.',
  ],
  ['Bash', { command: 'npm test -- invoice' }, '12 passed, 0 failed'],
];

/** Writes the journals into an empty data folder; the newest session ended a minute before `now`. */
export async function writeExampleRecord(dataFolder: string, now: number): Promise<void> {
  let n = 0;
  for (let day = DAYS - 1; day >= 0; day--) {
    const sessions = day % 7 === 2 || day % 7 === 3 ? 1 : 3 + (day % 3);
    for (let i = 0; i < sessions; i++) {
      const endsAt = now - day * DAY_MS - (sessions - 1 - i) * 97 * MINUTE_MS - MINUTE_MS;
      await writeSession(dataFolder, n++, endsAt);
    }
  }
}

async function writeSession(dataFolder: string, n: number, endsAt: number): Promise<void> {
  const turns = TOOLS.length + 1 + (n % 4);
  const startMs = endsAt - turns * 40_000;
  const writer = new SessionWriter(dataFolder, {
    id: testId(0xa000 + n),
    startedAt: new Date(startMs).toISOString(),
    client: n % 5 === 4 ? 'codex' : 'claude-code',
    clientSessionId: `00000000-0000-4000-8000-${testId(n).slice(4)}`,
    workspace: WORKSPACES[n % WORKSPACES.length] ?? null,
  });
  const prompt = PROMPTS[n % PROMPTS.length] ?? '';
  const model = MODELS[n % MODELS.length] ?? '';
  await writer.write(writer.titled(prompt, new Date(startMs).toISOString()));
  const messages: unknown[] = [userText(prompt)];
  for (let turn = 0; turn < turns; turn++) {
    const isLast = turn === turns - 1;
    const requestId = testId(0xb0000 + n * 64 + turn);
    const at = startMs + turn * 40_000;
    // The turn after a failed one sends the same again.
    const isFailed = n % 6 === 1 && turn === 4;
    const durationMs = isFailed ? 400 : 2500 + ((n * 7 + turn * 13) % 9) * 700;
    const content = isFailed ? [] : isLast ? closing(prompt) : step(n, turn);
    const input = 14_000 + n * 190 + turn * 2600;
    const cached = turn === 0 ? 0 : input - 2600;
    await writer.write(
      ...writer.ask({
        requestId,
        at: new Date(at).toISOString(),
        model,
        messages: [...messages],
        system: 'You are a coding agent. Read before you edit, and run the tests after you did.',
        toolResults:
          turn === 0 ? [] : [{ call_id: callId(n, turn - 1), is_error: false, duration_ms: 140 + turn * 60 }],
      }),
      writer.answer({
        requestId,
        at: new Date(at + durationMs).toISOString(),
        model,
        content,
        inputTokens: input,
        outputTokens: 180 + ((n + turn) % 7) * 90,
        cacheReadTokens: cached,
        cacheWriteTokens: input - cached - 200,
        durationMs,
        firstTokenMs: 600 + ((n + turn * 3) % 8) * 110,
        overheadMs: 0.3 + ((n + turn) % 5) / 10,
        ...(isFailed
          ? { outcome: 'error', status: 529, inputTokens: null, outputTokens: null, firstTokenMs: null }
          : {}),
      }),
    );
    if (isLast) return;
    if (isFailed) continue;
    messages.push(assistant(...content), {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: callId(n, turn), content: tool(turn)[2] }],
    });
  }
}

function tool(turn: number): (typeof TOOLS)[number] {
  return TOOLS[turn % TOOLS.length] as (typeof TOOLS)[number];
}

function callId(n: number, turn: number): string {
  return `toolu_${n}_${turn}`;
}

function step(n: number, turn: number): unknown[] {
  const [name, input] = tool(turn);
  return [
    { type: 'text', text: `Let me ${name === 'Edit' ? 'change it' : 'look at it'} with ${name}.` },
    { type: 'tool_use', id: callId(n, turn), name, input },
  ];
}

function closing(prompt: string): unknown[] {
  const text = `**Done: ${prompt.toLowerCase()}.**

- The retry now waits 200 ms, 400 ms, 800 ms instead of hammering the service.
- \`npm test -- invoice\` passes: 12 of 12.

\`\`\`ts
await retry(send, { times: 3, delayMs: n => 200 * 2 ** n });
\`\`\``;
  return [{ type: 'text', text }];
}
