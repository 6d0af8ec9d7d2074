// One conversation with everything in it that a panel must show: tools, thinking, errors, hostile text.
import type { Message, MessagePart, Turn } from '../../../src/protocol/conversation.ts';

/** What must stay text: it would set `window.__pwned` if any of it ran. */
export const HOSTILE = [
  '<script>window.__pwned=1</script>',
  '<img src=x onerror="window.__pwned=1">',
  '[click](javascript:window.__pwned=1)',
  '![pixel](https://evil.example/p.png)',
  '<svg onload="window.__pwned=1">',
].join('\n\n');

const ANSWER = `The test is flaky because the **retry loop** swallows the error. In \`login.ts\`:

1. \`fetchSession\` rejects with a timeout,
2. the loop retries *without* waiting,
3. the third failure is lost.

\`\`\`typescript
// Wait longer after each failure.
export async function retry<T>(work: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts) throw error;
      await delay(100 * 2 ** attempt);
    }
  }
}
\`\`\`

| attempt | waits | result |
|---|---|---|
| 1 | 0 ms | timeout |
| 2 | 200 ms | timeout |
| 3 | 400 ms | ok |

> It passes locally since the server answers at once.

See [the documentation](https://example.com/docs/retry) for why.`;

const SOURCE = Array.from(
  { length: 60 },
  (_, line) => `${String(line + 1).padStart(5)}\texpect(retry).toHaveBeenCalledTimes(${line % 4});`,
).join('\n');

export function flakyTestTurns(startedMs: number): Turn[] {
  const turns: Turn[] = [];
  const add = (input: Message[], output: Message[], threadId = 'main') => {
    // Agents send the answer before back with their next request.
    const history = turns.findLast(turn => turn.thread_id === threadId)?.output ?? [];
    turns.push({
      request_id: `a1b2c3d4e5f6${turns.length.toString(16).padStart(4, '0')}`,
      thread_id: threadId,
      started_at: new Date(startedMs + turns.length * 27_000).toISOString(),
      input: [...history, ...input],
      repeated_message_count: turns.length === 4 ? 9 : 0,
      output,
    });
  };
  const system = text(
    'system',
    `You are a careful engineer.\n\n${'Follow the rules of the project. '.repeat(60)}`,
  );
  add(
    [
      system,
      text('user', 'Why is the login test flaky? Fix it, and tell me what the retry loop does wrong.'),
    ],
    [
      assistant(
        {
          type: 'thinking',
          text: 'The retry loop may hide the **first** error. Read the test first.',
          is_redacted: false,
        },
        { type: 'text', text: "I'll look at the test and the retry helper first." },
        call('toolu_01', 'Read', { file_path: 'test/login.test.ts' }),
        call('toolu_02', 'Grep', { pattern: 'retry\\(', path: 'src' }),
      ),
    ],
  );
  add(
    [
      {
        role: 'tool',
        parts: [result('toolu_01', SOURCE), result('toolu_02', 'src/login.ts:41\nsrc/http.ts:9')],
      },
    ],
    [
      assistant(
        call('toolu_03e', 'Bash', { command: 'npm test -- login', description: 'Run the login tests' }),
      ),
    ],
  );
  add(
    [
      {
        role: 'tool',
        parts: [result('toolu_03e', 'FAIL test/login.test.ts\n  expected 3 calls, got 2', true)],
      },
    ],
    [
      assistant(
        { type: 'text', text: ANSWER },
        call('toolu_05', 'Edit', {
          file_path: 'src/login.ts',
          old_string: 'for (;;) {\n  try {\n    return await work();\n  } catch {}\n}',
          new_string:
            'for (let attempt = 1; ; attempt++) {\n  try {\n    return await work();\n  } catch (error) {\n    if (attempt >= attempts) throw error;\n    await delay(100 * 2 ** attempt);\n  }\n}',
        }),
      ),
    ],
  );
  add(
    [text('user', HOSTILE)],
    [
      assistant(
        { type: 'text', text: HOSTILE },
        { type: 'unknown', kind: 'server_<b>x</b>', json: '{"a":[1,2,{"b":"\\u202e"}]}' },
      ),
    ],
  );
  add(
    [text('user', 'Explore how other callers use it.')],
    [
      assistant(
        call('toolu_04', 'mcp__github__search_code', { query: 'retry repo:my-app', limit: 20 }, 'github'),
      ),
    ],
    'agent-7f',
  );
  add([text('user', 'Go on.')], []);
  for (let step = 7; step <= 90; step++)
    add(
      [text('user', `Step ${step}: run it again and compare with the run before.`)],
      [
        assistant({
          type: 'text',
          text: `Run ${step} passed in ${step} s. The *retry* loop waited ${step * 20} ms.\n\n- first\n- second`,
        }),
      ],
    );
  add([text('user', 'Now write the summary with the image.'), image()], []);
  return turns;
}

function text(role: Message['role'], content: string): Message {
  return { role, parts: [{ type: 'text', text: content }] };
}

function assistant(...parts: MessagePart[]): Message {
  return { role: 'assistant', parts };
}

function image(): Message {
  return { role: 'user', parts: [{ type: 'image', media_type: 'image/png', bytes: 48_210 }] };
}

function call(callId: string, name: string, args: object, server: string | null = null): MessagePart {
  return { type: 'tool_call', call_id: callId, name, server, arguments: JSON.stringify(args) };
}

function result(callId: string, content: string, isError = false): MessagePart {
  return { type: 'tool_result', call_id: callId, is_error: isError, text: content };
}
