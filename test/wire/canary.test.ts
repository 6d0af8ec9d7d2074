// Credentials and personal data go through a real `lunaroute serve`; not one byte that it writes or answers holds them.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync, zstdDecompressSync } from 'node:zlib';
import WebSocket, { WebSocketServer } from 'ws';
import type { SessionDetail, SessionList } from '../../src/protocol/api.ts';
import { prepareArchive, swapArchive } from '../../src/recorder/journal/archiveJournal.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';
import { HAS_ZSTD } from '../../src/recorder/journal/zstdCodec.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { framesOf } from '../support/archiveFrames.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { type ServeProcess, startServe } from '../support/serveProcess.ts';

/** What must not be found anywhere; each is long enough that chance can't make it. */
const CANARIES = {
  apiKey: 'sk-ant-api03-canaryKEY0123456789abcdefXYZ',
  bearer: 'sk-proj-canaryTOKEN9876543210zyxwvuABC',
  cookie: 'canarycookie51d2a9c7e4',
  query: 'canaryquery7f3b21c9d0',
  github: 'ghp_canary0123456789ABCDEFGHIJabcdefghij',
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkxIn0.c2lnbmF0dXJlLW9mLWEtY2FuYXJ5',
  password: 'c4n4ryP4ssw0rd',
  pem: 'MIIEowIBAAKCAQEAcanaryCANARY0123456789abcdefghijklmnop',
  email: 'canary.person@example.com',
  phone: '415-555-2671',
  ssn: '219-45-6789',
  card: '4111 1111 1111 1111',
  ip: '203.0.113.77',
  ipv6: '2001:db8:4567::77',
  iban: 'DE89370400440532013000',
  custom: 'ACME-774411',
};

const PEM = `-----BEGIN PRIVATE KEY-----\n${CANARIES.pem}\n-----END PRIVATE KEY-----`;
const PERSONAL = [
  `Write to ${CANARIES.email} or call ${CANARIES.phone}, SSN ${CANARIES.ssn}, card ${CANARIES.card},`,
  `from ${CANARIES.ip} and ${CANARIES.ipv6}, IBAN ${CANARIES.iban}, ticket ${CANARIES.custom}.`,
].join(' ');
const SECRETS = [
  `token ${CANARIES.github}, session ${CANARIES.jwt}, postgres://app:${CANARIES.password}@db.internal/shop`,
  `Authorization: Bearer ${CANARIES.bearer} and ${CANARIES.apiKey}`,
  PEM,
].join('\n');
const ALL = `${PERSONAL}\n${SECRETS}`;

const HEADERS = {
  'content-type': 'application/json',
  'user-agent': `claude-cli/2.1.330 (${CANARIES.email})`,
  'anthropic-version': '2023-06-01',
  'x-api-key': CANARIES.apiKey,
  cookie: `id=${CANARIES.cookie}`,
};

/** Gives back what it got, in each way in which a provider answers. */
async function echoUpstream(): Promise<http.Server> {
  const server = http.createServer(async (request, response) => {
    await readText(request);
    const way = request.headers['x-way'];
    const echo = { type: 'text', text: ALL };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', model: CANARIES.email };
    if (way === 'stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': CANARIES.github });
      response.end(streamOf(ALL, message));
    } else if (way === 'error') {
      response.writeHead(401, { 'content-type': 'application/json', 'set-cookie': CANARIES.cookie });
      const error = {
        type: 'authentication_error',
        message: `Wrong key ${request.headers['x-api-key']}: ${ALL}`,
      };
      response.end(JSON.stringify({ type: 'error', error }));
    } else if (way === 'binary') {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(Buffer.concat([Buffer.from([0xff, 0, 1]), Buffer.from(ALL, 'latin1')]));
    } else if (way === 'lines') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`: ${ALL.replaceAll('\n', ' ')}\ndata: ${JSON.stringify({ odd: ALL })}\n\n`);
    } else {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      const call = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: `echo '${ALL}'` } };
      response.end(gzipSync(JSON.stringify({ ...message, content: [echo, call], stop_reason: 'tool_use' })));
    }
  });
  new WebSocketServer({ server }).on('connection', socket =>
    socket.on('message', () => {
      const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: ALL }] }];
      socket.send(
        JSON.stringify({
          type: 'response.completed',
          response: { id: 'resp_1', status: 'completed', output },
        }),
      );
    }),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Pieces of five characters: each value is cut many times. */
function streamOf(text: string, message: object): string {
  const event = (data: { type: string; [member: string]: unknown }) =>
    `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
  const deltas = (text.match(/[\s\S]{1,5}/g) ?? []).map(piece =>
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } }),
  );
  return [
    event({ type: 'message_start', message: { ...message, content: [] } }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ...deltas,
    event({ type: 'content_block_stop', index: 0 }),
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
    event({ type: 'message_stop' }),
  ].join('');
}

async function send(url: string, target: string, body: string | Buffer, way: string): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { ...HEADERS, 'x-way': way };
    http.request(new URL(target, url), { method: 'POST', headers }, resolve).once('error', reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

async function overWebSocket(url: string): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses?api_key=${CANARIES.query}`, {
    headers: { authorization: `Bearer ${CANARIES.bearer}`, 'session-id': CANARIES.email },
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const answered = new Promise(resolve => socket.once('message', resolve));
  socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-5', input: ALL }));
  await answered;
  const closed = new Promise(resolve => socket.once('close', resolve));
  socket.close();
  await closed;
}

async function traffic({ url }: ServeProcess): Promise<void> {
  const ask = (content: unknown, more: object = {}) =>
    JSON.stringify({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content }], ...more });
  const target = `/v1/messages?beta=true&api_key=${CANARIES.query}&after=${encodeURIComponent(CANARIES.email)}`;
  const result = [{ type: 'tool_result', tool_use_id: 'toolu_1', content: JSON.stringify({ env: ALL }) }];
  const seen = [
    await send(url, target, ask(ALL, { system: ALL, metadata: { user_id: CANARIES.email } }), 'plain'),
    await send(url, target, ask(result), 'stream'),
    await send(url, target, ask(CANARIES.email), 'error'),
    await send(url, target, ask([{ type: 'text', text: CANARIES.card }]), 'lines'),
    await send(url, `/v1/odd/${CANARIES.email}`, Buffer.from(`\xff${ALL}`, 'latin1'), 'binary'),
    await send(url, '/v1/messages', `no json ${ALL}`, 'binary'),
  ];
  // They did go through, as they were.
  assert.ok(seen[2]?.includes(CANARIES.apiKey) && seen[5]?.includes(CANARIES.email));
  await overWebSocket(url);
}

/** All that the API tells. */
async function askEverything(api: ApiClient): Promise<string> {
  await api.control('flush');
  const found: string[] = [await api.metrics(), JSON.stringify(await api.stats({ by: 'model' }))];
  for (const words of ['canary', 'example', 'call', 'card'])
    found.push(JSON.stringify(await api.sessions({ text_search: words })));
  const list = await api.get<SessionList>('/sessions');
  assert.ok(list.sessions.length > 0);
  found.push(JSON.stringify(list));
  for (const { id } of list.sessions) {
    const detail = await api.get<SessionDetail>(`/sessions/${id}`);
    found.push(JSON.stringify([detail, await api.turns(id), await api.get(`/sessions/${id}/context`)]));
    for (const request of detail.requests) found.push(JSON.stringify(await api.request(id, request.id)));
  }
  const events = await api.open('GET', '/events');
  for await (const chunk of events) {
    found.push(String(chunk));
    break;
  }
  return found.join('\n');
}

/** Half of the journals, as housekeeping does it a week later. */
async function archiveSome(folder: string): Promise<void> {
  const journals = await listJournals(folder);
  for (const { file } of journals.slice(0, Math.ceil(journals.length / 2))) {
    const prepared = await prepareArchive(folder, file, new AbortController().signal);
    if (prepared !== null) await swapArchive(folder, prepared);
  }
}

/** Every file below the folder, archives as what they hold, and what base64 in journals stands for. */
async function everyByte(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    let text = (file.endsWith('.zst') ? await unpacked(file, bytes) : bytes).toString('latin1');
    for (const [, base64] of text.matchAll(/"base64":"([^"]+)"/g))
      text += `\n${Buffer.from(base64 ?? '', 'base64').toString('latin1')}`;
    files.set(path.relative(folder, file), text);
  }
  return files;
}

async function unpacked(archive: string, bytes: Buffer): Promise<Buffer> {
  const frames = await framesOf(archive);
  // Node decompresses the first frame alone.
  return Buffer.concat(
    frames.map(frame => zstdDecompressSync(bytes.subarray(frame.at, frame.at + frame.bytes))),
  );
}

function assertClean(what: string, text: string): void {
  for (const [name, value] of Object.entries(CANARIES)) {
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
      assert.ok(!text.includes(form), `${what} holds ${name}: ${around(text, form)}`);
  }
}

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 150), at + found.length + 20);
}

for (const mode of ['mask', 'tokenize', 'partial'] as const) {
  test(`with ${mode} no byte of journal, archive, index, text, vault, log or answer holds what went through`, async () => {
    await using folder = await temporaryFolder();
    const upstream = await echoUpstream();
    const address = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const kinds = [
      'secrets',
      'emails',
      'phoneNumbers',
      'socialSecurityNumbers',
      'creditCards',
      'ipAddresses',
      'ibans',
    ];
    const config = path.join(folder.path, 'config.json');
    const customPatterns = [{ name: 'ticket', pattern: 'ACME-\\d+', mode }];
    const redaction = { ...Object.fromEntries(kinds.map(kind => [kind, mode])), customPatterns };
    await writeFile(config, JSON.stringify({ redaction, logLevel: 'trace' }));
    const data = path.join(folder.path, 'data');
    const upstreams = ['--anthropic-url', address, '--openai-url', `${address}/v1`];
    const serve = await startServe([
      '--port',
      '0',
      '--data',
      data,
      '--config',
      config,
      '--log-requests',
      ...upstreams,
    ]);
    const api = new ApiClient(() => serve);
    try {
      await traffic(serve);
      assertClean('The API', await askEverything(api));
    } finally {
      api.dispose();
      await serve.stop();
      upstream.closeAllConnections();
      upstream.close();
    }
    assertClean('The log', serve.log());
    if (HAS_ZSTD) await archiveSome(data);
    const files = await everyByte(data);
    const names = [...files.keys()].join(' ');
    for (const part of [/\.jsonl( |$)/, /index\.sqlite/, /text\/.*\.sqlite/]) assert.match(names, part);
    assert.equal(names.includes('.jsonl.zst'), HAS_ZSTD);
    assert.equal(names.includes('vault-'), mode === 'tokenize');
    for (const [file, text] of files) {
      // Read as what it holds, or nothing would be found in an archive.
      if (file.startsWith('sessions')) assert.match(text, /"session_started"/);
      assertClean(file, text);
    }
  });
}
