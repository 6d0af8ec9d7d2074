// WebSockets through the gateway: handshake, frames, fallbacks and the ways they end.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { rawRequest, useGateway } from '../support/gatewayFixture.ts';
import { type FakeRecorder, GatewayWorker, upstreamsAt } from '../support/gatewayWorker.ts';
import { splitMessage } from '../support/rawHttp.ts';

const fixture = useGateway();
const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  'openai-beta: responses_websockets=1',
];
const SWITCHING =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Codex-Turn-State: t\r\n\r\n';

/** A text frame as a server sends it. */
function frame(text: string): string {
  return String.fromCharCode(0x81, text.length) + text;
}

/** A text frame as a client sends it. */
function maskedFrame(text: string): Buffer {
  const mask = [1, 2, 3, 4];
  const payload = [...Buffer.from(text)].map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.from([0x81, 0x80 | text.length, ...mask, ...payload]);
}

for (const [path, expected] of [
  ['/v1/responses', '/v1/responses'],
  ['/responses', '/v1/responses'],
  ['/w/app-1/v1/responses', '/v1/responses'],
  ['/backend-api/codex/responses', '/backend-api/codex/responses'],
])
  test(`passes the handshake on ${path} on as it came`, async () => {
    const client = await fixture.connect();
    client.send(rawRequest(`GET ${path}`, UPGRADE));
    const upstream = await fixture.upstream.serve(SWITCHING);
    const { lines } = splitMessage(upstream.text);
    assert.equal(lines[0], `GET ${expected} HTTP/1.1`);
    assert.deepEqual(lines.slice(2), ['connection: upgrade', 'upgrade: websocket', ...UPGRADE.slice(2)]);
    assert.equal(await client.until('\r\n\r\n'), SWITCHING);
    upstream.destroy();
  });

test('relays frames both ways at once, byte for byte, and tells the recorder the messages', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /w/frames/v1/responses', UPGRADE));
  const upstream = await fixture.upstream.serve(SWITCHING);
  await client.until(SWITCHING);
  const asked = maskedFrame('{"type":"response.create"}');
  client.send(asked);
  await upstream.until(asked.toString('latin1'));
  upstream.send(frame('{"type":"response.completed"}'));
  assert.equal(await client.until('completed"}'), SWITCHING + frame('{"type":"response.completed"}'));
  upstream.end();
  await client.closed();
  const ended = await fixture.recorder.endOf('frames');
  const messages = fixture.recorder.of('ws_message').filter(message => message.exchange === ended.exchange);
  assert.deepEqual(
    messages.map(({ from, isBinary, bytes }) => [from, isBinary, Buffer.from(bytes).toString()]),
    [
      ['client', false, '{"type":"response.create"}'],
      ['upstream', false, '{"type":"response.completed"}'],
    ],
  );
  assert.deepEqual([ended.end, ended.isTruncated], ['upstream_closed', false]);
});

test('ends the upstream when the client leaves with a bare FIN, and the client after it', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /w/bare-fin/v1/responses', UPGRADE));
  const upstream = await fixture.upstream.serve(SWITCHING);
  await client.until(SWITCHING);
  client.end();
  await upstream.closed();
  upstream.send(frame('last'));
  upstream.end();
  assert.ok((await client.closed()).endsWith(frame('last')), 'the last word still arrives');
  const ended = await fixture.recorder.endOf('bare-fin');
  assert.equal(ended.end, 'client_closed');
});

test('breaks the client when the upstream is reset', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/responses', UPGRADE));
  const upstream = await fixture.upstream.serve(SWITCHING + frame('one'));
  await client.until(frame('one'));
  upstream.socket.resetAndDestroy();
  await client.closed();
});

test('aborts the handshake when the client leaves before the upstream answers', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/responses', UPGRADE));
  const upstream = await fixture.upstream.accept();
  await upstream.until('\r\n\r\n');
  client.end();
  await upstream.closed();
});

test('passes frames on that came right behind the handshake', async () => {
  const client = await fixture.connect();
  const early = maskedFrame('early');
  client.send(Buffer.concat([Buffer.from(rawRequest('GET /v1/responses', UPGRADE)), early]));
  const upstream = await fixture.upstream.serve(SWITCHING);
  await upstream.until(early.toString('latin1'));
  upstream.destroy();
});

test("passes the upstream's refusal through, so that the client falls back to HTTP", async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/responses', UPGRADE));
  await fixture.upstream.serve(
    'HTTP/1.1 426 Upgrade Required\r\nX-Why: no\r\nContent-Length: 7\r\n\r\n{"a":1}',
  );
  const { lines, body } = splitMessage(await client.closed());
  assert.deepEqual([lines[0], lines[1], body], ['HTTP/1.1 426 Upgrade Required', 'X-Why: no', '{"a":1}']);
});

test('answers 502 when the upstream closes instead of answering the handshake', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/responses', UPGRADE));
  const upstream = await fixture.upstream.accept();
  await upstream.until('\r\n\r\n');
  upstream.destroy();
  assert.match(await client.closed(), /^HTTP\/1.1 502 .*x-lunaroute-error: upstream_closed/s);
});

test('stops the copy, not the stream, when frames make no sense', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /w/garbage/v1/responses', UPGRADE));
  const upstream = await fixture.upstream.serve(`${SWITCHING}\xff\xff\xff\xffgarbage`);
  await client.until('garbage');
  upstream.send('more');
  await client.until('garbagemore');
  upstream.destroy();
  assert.equal((await fixture.recorder.endOf('garbage')).isTruncated, true);
});

let server: WebSocketServer;
let gateway: GatewayWorker;
let recorder: FakeRecorder;
before(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
  await once(server, 'listening');
  server.on('connection', socket =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  );
  gateway = await GatewayWorker.start({
    upstreams: upstreamsAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
  });
  recorder = await gateway.attachRecorder();
});
after(async () => {
  for (const socket of server.clients) socket.terminate();
  server.close();
  recorder.port.close();
  await gateway.close();
});

for (const [index, perMessageDeflate] of [
  false,
  { threshold: 0 },
  { threshold: 0, clientNoContextTakeover: true, serverNoContextTakeover: true },
  { threshold: 0, clientMaxWindowBits: 10, serverMaxWindowBits: 9 },
].entries())
  test(`carries a real client's messages with permessage-deflate ${JSON.stringify(perMessageDeflate)}`, async () => {
    const label = `deflate-${index}`;
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/w/${label}/v1/responses`, {
      perMessageDeflate,
    });
    await once(socket, 'open');
    assert.equal(socket.extensions !== '', perMessageDeflate !== false);
    const texts = ['{"a":1}', 'ü'.repeat(70_000), 'again again again again', ''];
    for (const text of texts) {
      socket.send(text);
      const [data] = await once(socket, 'message');
      assert.equal(hash(data), hash(text));
    }
    socket.send(Buffer.from([0, 255]), { binary: true });
    await once(socket, 'message');
    socket.close();
    const ended = await recorder.endOf(label);
    assert.deepEqual([ended.end, ended.isTruncated], ['complete', false]);
    const messages = recorder.of('ws_message').filter(message => message.exchange === ended.exchange);
    for (const side of ['client', 'upstream'] as const)
      assert.deepEqual(
        messages
          .filter(message => message.from === side)
          .map(message => [message.isBinary, hash(message.bytes)]),
        [...texts.map(text => [false, hash(text)]), [true, hash(Buffer.from([0, 255]))]],
      );
    const started = recorder.of('exchange_started').find(message => message.exchange === ended.exchange);
    const response = recorder.of('response_started').find(message => message.exchange === ended.exchange);
    assert.deepEqual([started?.transport, started?.provider, response?.status], ['websocket', 'openai', 101]);
  });

test('cuts a WebSocket when the grace time of a stop is over', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/v1/responses`);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await gateway.peer.remote.stop(10);
  await closed;
});

function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
