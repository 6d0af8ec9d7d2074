// A long agent session as Claude Code sends it: everything again with every turn, the cache marks moving along.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { HttpExchangeScript } from './recorderUnderTest.ts';

export interface AgentSessionFacts {
  turns: number;
  /** Of what a tool returns in one turn. */
  resultChars: number;
  /** A line at the very beginning that is another one with every turn, as a clock in the system prompt is. */
  hasClock?: boolean;
}

interface Part {
  type: string;
  cache_control?: { type: 'ephemeral' };
  [member: string]: unknown;
}

interface Message {
  role: 'user' | 'assistant';
  content: Part[];
}

const ROOT = path.join(import.meta.dirname, '..', '..');
/** Real code and prose, none of it twice: what agents read all day. */
const SOURCES = ['node_modules/undici/lib/**/*.js', 'node_modules/@types/node/**/*.d.ts'];
const START = Date.parse('2026-11-24T09:00:00.000Z');

/** One exchange per turn; `request` is the whole body. Deterministic. */
export function* agentSession(facts: AgentSessionFacts): Generator<HttpExchangeScript & { request: string }> {
  const reader = new TextReader();
  const system: Part[] = [
    { type: 'text', text: 'You are a coding agent that works in a terminal.' },
    { type: 'text', text: reader.next(12_000), cache_control: { type: 'ephemeral' } },
  ];
  const tools = Array.from({ length: 18 }, (_, n) => toolNamed(`Tool${n}`, reader.next(1800)));
  const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: reader.next(3000) }] }];
  for (let turn = 0; turn < facts.turns; turn++) {
    const at = START + turn * 20_000;
    const clock = `Now: ${new Date(at).toISOString()}`;
    const request = JSON.stringify({
      ...(facts.hasClock === true ? { system: [{ type: 'text', text: clock }, ...system] } : {}),
      model: 'claude-sonnet-4-5',
      messages: withCacheMarks(messages),
      ...(facts.hasClock === true ? {} : { system }),
      tools,
      metadata: {
        user_id: `user_${'ab12'.repeat(16)}_account__session_0f0e0d0c-0000-4000-8000-000000000001`,
      },
      max_tokens: 32_000,
      thinking: { type: 'enabled', budget_tokens: 31_999 },
      stream: true,
    });
    const answer = answerOf(turn, reader);
    yield { at, request, status: 200, responseHeaders: EVENT_STREAM, response: streamOf(turn, answer) };
    messages.push({ role: 'assistant', content: answer });
    const text = turn % 3 === 2 ? logLines(turn, facts.resultChars) : reader.next(facts.resultChars);
    messages.push({
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: callId(turn), content: text }],
    });
  }
}

const EVENT_STREAM: [string, string][] = [['Content-Type', 'text/event-stream']];

/** On the last two messages of the user: so the mark before moves off, and one is new. */
function withCacheMarks(messages: readonly Message[]): Message[] {
  const users = messages.filter(({ role }) => role === 'user').slice(-2);
  return messages.map(message => {
    if (!users.includes(message)) return message;
    const content = message.content.map((part): Part => ({ ...part, cache_control: { type: 'ephemeral' } }));
    return { ...message, content };
  });
}

function answerOf(turn: number, reader: TextReader): Part[] {
  const signature = `${opaque(`signature ${turn}`, 300)}==`;
  return [
    { type: 'thinking', thinking: reader.next(600), signature },
    { type: 'text', text: reader.next(300) },
    {
      type: 'tool_use',
      id: callId(turn),
      name: 'Tool3',
      input: { file_path: `/work/src/file${turn}.ts`, limit: turn },
    },
  ];
}

function streamOf(turn: number, content: readonly Part[]): string[] {
  const usage = { input_tokens: 5, cache_read_input_tokens: turn * 5000, cache_creation_input_tokens: 5000 };
  const message = {
    id: `msg_${turn}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [],
  };
  const events: object[] = [
    { type: 'message_start', message: { ...message, usage: { ...usage, output_tokens: 1 } } },
  ];
  for (const [index, part] of content.entries()) {
    events.push({ type: 'content_block_start', index, content_block: emptied(part) });
    for (const delta of deltasOf(part)) events.push({ type: 'content_block_delta', index, delta });
    events.push({ type: 'content_block_stop', index });
  }
  events.push(
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { ...usage, output_tokens: 400 } },
    { type: 'message_stop' },
  );
  return events.map(
    event => `event: ${'type' in event ? event.type : ''}\ndata: ${JSON.stringify(event)}\n\n`,
  );
}

function emptied(part: Part): object {
  if (part.type === 'tool_use') return { ...part, input: {} };
  return part.type === 'thinking' ? { ...part, thinking: '', signature: '' } : { ...part, text: '' };
}

function deltasOf(part: Part): object[] {
  const pieces = (text: unknown): string[] => String(text).match(/[\s\S]{1,40}/gu) ?? [];
  if (part.type === 'tool_use') {
    return pieces(JSON.stringify(part.input)).map(partial_json => ({
      type: 'input_json_delta',
      partial_json,
    }));
  }
  if (part.type === 'text') return pieces(part.text).map(text => ({ type: 'text_delta', text }));
  const thoughts = pieces(part.thinking).map(thinking => ({ type: 'thinking_delta', thinking }));
  return [...thoughts, { type: 'signature_delta', signature: part.signature }];
}

function toolNamed(name: string, description: string): object {
  const properties = {
    file_path: { type: 'string', description: 'Absolute path' },
    limit: { type: 'number' },
  };
  return { name, description, input_schema: { type: 'object', properties, required: ['file_path'] } };
}

function callId(turn: number): string {
  return `toolu_${opaque(`call ${turn}`, 24)}`;
}

/** Base64 of what nobody can compress. */
function opaque(seed: string, chars: number): string {
  let text = '';
  for (let n = 0; text.length < chars; n++)
    text += createHash('sha512').update(`${seed} ${n}`).digest('base64url');
  return text.slice(0, chars);
}

/** A build's output: times, hashes, paths. */
function logLines(turn: number, chars: number): string {
  let text = '';
  for (let n = 0; text.length < chars; n++) {
    const at = new Date(START + turn * 1000 + n * 37).toISOString();
    text += `${at} INFO  [worker-${n % 7}] compiled src/module${(turn * 31 + n) % 400}.ts ${opaque(`${turn} ${n}`, 10)} in ${(n * 7919) % 200} ms\n`;
  }
  return text.slice(0, chars);
}

/** Hands out the text of real files, one piece after the other. */
class TextReader {
  readonly #files = SOURCES.flatMap(pattern =>
    globSync(pattern, { cwd: ROOT })
      .filter(file => !file.includes('wasm'))
      .sort(),
  );
  #text = '';

  next(chars: number): string {
    while (this.#text.length < chars) {
      const file = this.#files.shift();
      if (file === undefined) throw new Error('There is not enough text for so long a session.');
      this.#text += readFileSync(path.join(ROOT, file), 'utf8');
    }
    const piece = this.#text.slice(0, chars);
    this.#text = this.#text.slice(chars);
    return piece;
  }
}
