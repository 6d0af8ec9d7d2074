// A data folder with any number of small recorded sessions, as journals that the recorder indexes by itself.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JournalEvent } from '../../src/protocol/journal.ts';

const MINUTE_MS = 60_000;
const CLIENTS = ['claude-code', 'codex', 'opencode'] as const;

/** One a quarter of an hour, the newest at `newest`; each asked once and was answered. */
export async function writeSessions(dataFolder: string, count: number, newest: number): Promise<void> {
  const folders = new Set<string>();
  for (let index = 0; index < count; index++) {
    const at = newest - index * 15 * MINUTE_MS;
    const id = index.toString(16).padStart(16, '0');
    const folder = path.join(dataFolder, 'sessions', new Date(at).toISOString().slice(0, 10));
    if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    folders.add(folder);
    const lines = eventsOf(index, id, at).map(event => JSON.stringify(event));
    await writeFile(path.join(folder, `session_${id}.jsonl`), `${lines.join('\n')}\n`, { mode: 0o600 });
  }
}

function eventsOf(index: number, id: string, at: number): JournalEvent[] {
  const time = (ms: number) => new Date(at + ms).toISOString();
  const client = CLIENTS[index % CLIENTS.length] ?? 'unknown';
  const request = { session_id: id, request_id: id };
  const body = { wire_bytes: 2, content_encoding: null, parts: ['{}'] };
  return [
    {
      ...{ type: 'session_started', session_id: id, request_id: null, timestamp: time(0), format: 1 },
      ...{ client_session_id: `client-${index}`, client, client_version: '1.0', workspace: 'my-app-1f3a9c' },
    },
    {
      type: 'session_titled',
      ...request,
      timestamp: time(0),
      title: `Session ${index}`,
      source: 'first_prompt',
    },
    {
      ...{ type: 'request', ...request, timestamp: time(0), thread_id: 'main', parent_thread_id: null },
      ...{ transport: 'http', method: 'POST', target: '/v1/messages', dialect: 'anthropic_messages' },
      ...{ provider: 'anthropic', upstream: 'https://api.anthropic.com', model: 'claude-sonnet-4-5' },
      ...{ is_streaming: false, is_generation: true, auth: { kind: 'api_key', fingerprint: null } },
      ...{ headers: [], tool_results: [], body },
    },
    {
      ...{ type: 'response', ...request, timestamp: time(900), status: 200, outcome: 'ok', error: null },
      ...{ model: 'claude-sonnet-4-5', response_id: null, stop_reason: 'end_turn', service_tier: null },
      usage: {
        ...{ input_tokens: 1000, output_tokens: 50, reasoning_tokens: null, cache_read_tokens: 800 },
        ...{ cache_write_5m_tokens: null, cache_write_1h_tokens: null },
      },
      ...{ usage_raw: null, tool_calls: [], headers: [], folded: false, trace: null },
      timings: {
        ...{ duration_ms: 900, time_to_first_byte_ms: 300, time_to_first_token_ms: null },
        ...{ proxy_overhead_ms: 0.3, connect_ms: 0 },
      },
      body: { wire_bytes: 2, content_encoding: null, text: '{}' },
    },
  ] as JournalEvent[];
}
