// A short session of a coding agent, as Claude Code would send it, through a proxy to the demo upstream.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type Anthropic from '@anthropic-ai/sdk';
import { createSseReader } from '../core/decode/sse.ts';
import { dialectFor } from '../core/dialects/byName.ts';
import { LunaRouteError } from '../protocol/errors.ts';
import { AGENT_TURN, type DemoTurn, MAIN_TURNS, SYSTEM_PROMPT } from './demoScript.ts';
import { STATUS_HEADER } from './directives.ts';

const MODEL = 'claude-sonnet-4-5-20250929';
const CACHED: Anthropic.CacheControlEphemeral = { type: 'ephemeral' };

/** Resolves when the last answer has come. */
export async function playDemo(proxyUrl: string): Promise<void> {
  const session = randomUUID();
  const messages: Anthropic.MessageParam[] = [];
  for (const [index, turn] of MAIN_TURNS.entries()) {
    await playTurn(proxyUrl, { 'x-claude-code-session-id': session }, messages, turn);
    if (index > 0) continue;
    const agent = { 'x-claude-code-session-id': session, 'x-claude-code-agent-id': randomUUID().slice(0, 8) };
    await playTurn(proxyUrl, agent, [], AGENT_TURN);
  }
}

async function playTurn(
  proxyUrl: string,
  headers: http.OutgoingHttpHeaders,
  messages: Anthropic.MessageParam[],
  turn: DemoTurn,
): Promise<void> {
  messages.push({ role: 'user', content: [{ type: 'text', text: turn.prompt, cache_control: CACHED }] });
  if (turn.failsFirst !== undefined)
    await ask(proxyUrl, { ...headers, [STATUS_HEADER]: turn.failsFirst }, messages, turn.tool);
  const answer = await ask(proxyUrl, headers, messages, turn.tool);
  messages.push({ role: 'assistant', content: answer });
  const calls = answer.filter(part => part.type === 'tool_use');
  if (calls.length === 0) return;
  messages.push({
    role: 'user',
    content: calls.map(call => ({
      type: 'tool_result',
      tool_use_id: call.id,
      content: turn.result,
      is_error: turn.isError === true,
    })),
  });
  messages.push({ role: 'assistant', content: await ask(proxyUrl, headers, messages, turn.tool) });
}

/** @returns the parts of the answer; none where it failed */
async function ask(
  proxyUrl: string,
  headers: http.OutgoingHttpHeaders,
  messages: readonly Anthropic.MessageParam[],
  tool: Anthropic.Tool,
): Promise<Anthropic.ContentBlockParam[]> {
  const body = {
    model: MODEL,
    max_tokens: 4000,
    stream: true,
    system: [{ type: 'text', text: SYSTEM_PROMPT, cache_control: CACHED }],
    thinking: { type: 'enabled', budget_tokens: 1024 },
    tools: [tool],
    messages,
  };
  const text = await post(`${proxyUrl}/v1/messages?beta=true`, headers, JSON.stringify(body));
  return partsOf(text);
}

function partsOf(stream: string): Anthropic.ContentBlockParam[] {
  const reader = createSseReader();
  const folder = dialectFor('anthropic_messages').createFolder();
  for (const event of [...reader.push(Buffer.from(stream)), ...reader.end()]) folder.push(event);
  return (folder.fold() as Anthropic.Message | undefined)?.content ?? [];
}

function post(url: string, headers: http.OutgoingHttpHeaders, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'claude-cli/2.1.330 (external, demo)',
        'anthropic-version': '2023-06-01',
        'x-api-key': 'demo',
        ...headers,
      },
    });
    request.once('error', reject);
    request.once('response', response => {
      readText(response).then(text => {
        const status = response.statusCode ?? 0;
        if (status >= 400 && headers[STATUS_HEADER] === undefined)
          reject(new LunaRouteError('demo_failed', `The demo got status ${status}.`));
        else resolve(status >= 400 ? '' : text);
      }, reject);
    });
    request.end(body);
  });
}
