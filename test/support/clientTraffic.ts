// Traffic of real clients as the gateway tells it to the recorder: written small and without secrets, read back whole.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CaptureMessage } from '../../src/protocol/capture.ts';
import type { HeaderList } from '../../src/protocol/wire.ts';

const FOLDER = path.join(import.meta.dirname, '..', 'fixtures', 'clients');
/** When a fixture's first message came. */
export const TRAFFIC_STARTS = Date.parse('2026-11-24T10:00:00.000Z');

const LONG_CHARS = 240;
const KEPT_CHARS = 100;
const SECRET_HEADERS = /^(authorization|x-api-key)$/i;
/** Where the clients ran. */
const TEMPORARY_FOLDER = /\/tmp\/lunaroute-clients-\w+/g;

/** One line a message: bytes as text, times from the first. */
type StoredMessage = Record<string, unknown> & { at?: number; text?: string };

/** @param name file without its extension, @param shiftMs moves everything to a later time */
export function readTraffic(name: string, shiftMs = 0): CaptureMessage[] {
  const lines = readFileSync(path.join(FOLDER, `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map(line => {
    const { text, at = 0, ...rest } = JSON.parse(line) as StoredMessage;
    const bytes = text === undefined ? {} : { bytes: new Uint8Array(Buffer.from(text)) };
    return { ...rest, at: TRAFFIC_STARTS + shiftMs + at, ...bytes } as unknown as CaptureMessage;
  });
}

/** Lines of a fixture; request bodies are cut short where only their length would be looked at. */
export function writeTraffic(messages: readonly CaptureMessage[]): string {
  const exchanges = messages.filter(message => 'exchange' in message);
  const start = exchanges[0]?.at ?? 0;
  const requests = new Map<string, Uint8Array[]>();
  const stored = exchanges.flatMap((message): StoredMessage[] => {
    const at = Math.round((message.at - start) * 10) / 10;
    if (message.type === 'request_chunk') {
      requests.set(message.exchange, [...(requests.get(message.exchange) ?? []), message.bytes]);
      return [];
    }
    if (message.type === 'request_ended') {
      const text = shorten(Buffer.concat(requests.get(message.exchange) ?? []).toString('utf8'));
      const chunk = { type: 'request_chunk', exchange: message.exchange, at, text };
      return [...(text === '' ? [] : [chunk]), { ...message, at, wireBytes: Buffer.byteLength(text) }];
    }
    if (message.type === 'exchange_started')
      return [{ ...message, upstream: hostOf(message.provider), headers: cleanHeaders(message.headers), at }];
    if (!('bytes' in message)) return [{ ...message, at }];
    const { bytes, ...rest } = message;
    const text = Buffer.from(bytes).toString('utf8');
    return [{ ...rest, at, text: withoutPaths(text.split('\n').map(shortenLine).join('\n')) }];
  });
  return stored.map(message => `${JSON.stringify(message)}\n`).join('');
}

function hostOf(provider: string): string {
  return provider === 'anthropic' ? 'https://api.anthropic.com' : 'https://api.openai.com';
}

function cleanHeaders(headers: HeaderList): [string, string][] {
  return headers.map(([name, value]) => [
    name,
    SECRET_HEADERS.test(name) ? 'sk-not-a-key' : withoutPaths(value),
  ]);
}

function withoutPaths(text: string): string {
  return text.replace(TEMPORARY_FOLDER, '/home/dev');
}

/** A frame, or a line of a stream of events; an event that is cut by a chunk's border stays. */
function shortenLine(line: string): string {
  const data = line.startsWith('data: ') ? 'data: ' : '';
  try {
    return data + shorten(line.slice(data.length));
  } catch {
    return line;
  }
}

function shorten(text: string): string {
  if (!text.startsWith('{')) return text;
  return withoutPaths(JSON.stringify(shortenValue(JSON.parse(text))));
}

function shortenValue(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length <= LONG_CHARS ? value : `${value.slice(0, KEPT_CHARS)}… ${value.length} characters`;
  if (Array.isArray(value)) return value.map(shortenValue);
  if (typeof value !== 'object' || value === null) return value;
  // What the model said must stay the same when it comes back as history.
  if ('role' in value && value.role === 'assistant') return value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    if (name === 'input_schema' || name === 'parameters') return [name, { type: 'object' }];
    if (name === 'description') return [name, String(member).slice(0, 40)];
    // JSON of ids in a string: the recorder reads it.
    return [name, name === 'user_id' || name.startsWith('x-codex') ? member : shortenValue(member)];
  });
  return Object.fromEntries(entries);
}
