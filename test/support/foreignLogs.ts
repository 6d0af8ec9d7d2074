// Logs as Claude Code and the Rust LunaRoute write them, for tests of the import.
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const SONNET = 'claude-sonnet-4-5-20250929';

export interface ClaudeLogFacts {
  sessionId: string;
  /** RFC 3339. */
  startedAt: string;
  cwd?: string;
  /** Makes ids unlike those of other logs; the session's id when left out. */
  name?: string;
}

/** The lines of one Claude Code log: turns of a prompt, an answer in several lines, a tool and its result. */
export class ClaudeLogLines {
  readonly lines: unknown[] = [];
  private readonly facts: ClaudeLogFacts;
  private at: number;
  private uuid: string | null = null;
  private count = 0;

  constructor(facts: ClaudeLogFacts) {
    this.facts = facts;
    this.at = Date.parse(facts.startedAt);
  }

  get text(): string {
    return `${this.lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')}\n`;
  }

  add(line: unknown): this {
    this.lines.push(line);
    return this;
  }

  user(content: unknown, more: object = {}): this {
    return this.add({ ...this.envelope('user', 1000), message: { role: 'user', content }, ...more });
  }

  /** One line a block; all repeat the answer's id and its usage so far. */
  answer(id: string, blocks: readonly unknown[], usage: object, more: object = {}): this {
    blocks.forEach((block, at) => {
      const isLast = at === blocks.length - 1;
      this.add({
        ...this.envelope('assistant', 2000),
        requestId: `req_${id}`,
        message: {
          ...{ id: `msg_${id}`, type: 'message', role: 'assistant', model: SONNET, content: [block] },
          stop_reason: isLast ? 'end_turn' : null,
          // A stream's first counts are partial.
          usage: isLast ? usage : { ...usage, output_tokens: 1 },
        },
        ...more,
      });
    });
    return this;
  }

  /** A prompt, an answer that calls a tool, its result and a last answer. */
  turn(n: number, words = 'Why is the login test flaky?'): this {
    const id = `${this.facts.name ?? this.facts.sessionId}_${n}`;
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 90,
      cache_creation_input_tokens: 0,
      output_tokens: 20,
    };
    this.user(`${words} (${n})`);
    this.answer(
      `${id}a`,
      [
        { type: 'thinking', thinking: `I think about ${n}.`, signature: 'c2ln' },
        { type: 'text', text: `I will read file ${n}.` },
        { type: 'tool_use', id: `toolu_${id}`, name: 'Read', input: { file_path: `/src/login${n}.ts` } },
      ],
      usage,
    );
    this.user([
      {
        type: 'tool_result',
        tool_use_id: `toolu_${id}`,
        content: `export const login${n} = 1;`,
        is_error: false,
      },
    ]);
    return this.answer(`${id}b`, [{ type: 'text', text: `It waits for nothing, number ${n}.` }], usage);
  }

  private envelope(type: string, ms: number) {
    this.at += ms;
    const uuid = `${this.facts.name ?? this.facts.sessionId}-${this.count++}`;
    const parentUuid = this.uuid;
    this.uuid = uuid;
    return {
      ...{ parentUuid, isSidechain: false, userType: 'external', cwd: this.facts.cwd ?? '/home/me/shop' },
      ...{ sessionId: this.facts.sessionId, version: '2.1.330', gitBranch: 'main', type, uuid },
      timestamp: new Date(this.at).toISOString(),
    };
  }
}

/** As Claude Code lays them out. @returns the log's path */
export async function writeClaudeLog(projects: string, sessionId: string, text: string): Promise<string> {
  const file = path.join(projects, '-home-me-shop', `${sessionId}.jsonl`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

/** A session of the Rust LunaRoute: one tool loop in two requests. @returns the log's path */
export async function writeRustLog(
  sessions: string,
  sessionId: string,
  clientSession: string | null,
): Promise<string> {
  const file = path.join(sessions, '2026-03-02', `${sessionId}.jsonl`);
  await mkdir(path.dirname(file), { recursive: true });
  const metadata = clientSession === null ? {} : { user_id: `user_1_account__session_${clientSession}` };
  const call = { type: 'tool_use', id: 'toolu_r1', name: 'Bash', input: { command: 'npm test' } };
  const ask = { role: 'user', content: 'Run the tests of the wombat module.' };
  const result = {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'toolu_r1', content: '3 passed' }],
  };
  const requests = [
    { messages: [ask], content: [call], at: '10:00' },
    {
      messages: [ask, { role: 'assistant', content: [call] }, result],
      content: [{ type: 'text', text: 'All pass.' }],
      at: '10:01',
    },
  ];
  const lines = requests.flatMap(({ messages, content, at }, n) => {
    const envelope = { session_id: sessionId, request_id: `req-${n}` };
    const timestamp = (second: number) => `2026-03-02T${at}:0${second}.000Z`;
    return [
      {
        ...{
          type: 'started',
          ...envelope,
          timestamp: timestamp(0),
          model_requested: SONNET,
          provider: 'anthropic',
        },
        ...{
          listener: 'anthropic',
          is_streaming: true,
          client_ip: null,
          user_agent: 'claude-cli/1.0.90 (external, cli)',
        },
        ...{ api_version: '2023-06-01', request_headers: { 'x-api-key': 'sk-ant-secret' }, session_tags: [] },
      },
      { type: 'stream_started', ...envelope, timestamp: timestamp(1), time_to_first_token_ms: 640 },
      {
        ...{
          type: 'request_recorded',
          ...envelope,
          timestamp: timestamp(0),
          request_text: 'Run',
          estimated_tokens: 12,
        },
        request_json: { model: SONNET, max_tokens: 1000, metadata, messages },
        ...{ pre_processing_ms: 0.1, request_size_bytes: 300, message_count: messages.length },
      },
      {
        ...{
          type: 'response_recorded',
          ...envelope,
          timestamp: timestamp(3),
          response_text: '',
          model_used: SONNET,
        },
        response_json: {
          ...{ id: `msg_${sessionId}_${n}`, type: 'message', role: 'assistant', model: SONNET, content },
          ...{ stop_reason: 'end_turn', usage: { input_tokens: 100, output_tokens: 10 } },
        },
        ...{
          provider_latency_ms: 2900,
          post_processing_ms: 0.1,
          total_proxy_overhead_ms: 0.4,
          is_streaming: true,
        },
        ...{
          input_tokens: 100,
          output_tokens: 10,
          total_tokens: 110,
          response_size_bytes: 200,
          content_blocks: 1,
        },
      },
      {
        type: 'completed',
        ...envelope,
        timestamp: timestamp(3),
        success: true,
        error: null,
        finish_reason: 'end_turn',
      },
    ];
  });
  await writeFile(file, '');
  for (const line of lines) await appendFile(file, `${JSON.stringify(line)}\n`);
  return file;
}
