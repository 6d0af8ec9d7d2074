// Streams through the gateway: timing, back-pressure, aborts and broken connections.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rawRequest, useGateway } from '../support/gatewayFixture.ts';
import { splitMessage } from '../support/rawHttp.ts';

const fixture = useGateway();
const SSE_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

test('passes each server-sent event on before the next one is sent', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  const upstream = await fixture.upstream.serve(SSE_HEAD);
  await client.until('text/event-stream');
  for (const event of ['data: one\n\n', 'data: two\n\n', 'data: three\n\n']) {
    upstream.send(chunk(event));
    await client.until(chunk(event));
  }
  upstream.send('0\r\n\r\n');
  assert.ok((await client.until(/0\r\n\r\n$/)).endsWith('\n\n\r\n0\r\n\r\n'));
});

test('passes the head of an answer on before its body comes', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Early: 1\r\n\r\n');
  await client.until('X-Early: 1\r\n');
});

test('passes each piece of a request body on before the next one is sent', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/responses', ['Content-Length: 6'], 'abc'));
  const upstream = await fixture.upstream.accept();
  await upstream.until('\r\n\r\nabc');
  client.send('def');
  await upstream.until('\r\n\r\nabcdef');
});

test('[16] aborts the upstream at once when the client resets its connection', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  const upstream = await fixture.upstream.serve(SSE_HEAD + chunk('data: one\n\n'));
  await client.until('data: one');
  client.socket.resetAndDestroy();
  await upstream.closed();
});

test('[16] aborts the upstream at once when the client ends its connection before the answer', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  const upstream = await fixture.upstream.accept();
  await upstream.until('\r\n\r\n');
  client.end();
  await upstream.closed();
});

test('[16] aborts the upstream when the client leaves in the middle of its request body', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 100'], 'abc'));
  const upstream = await fixture.upstream.accept();
  await upstream.until('abc');
  client.destroy();
  await upstream.closed();
});

test('breaks the answer off when the upstream ends in the middle of a chunked stream', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  const upstream = await fixture.upstream.serve(SSE_HEAD + chunk('data: one\n\n'));
  await client.until('data: one');
  upstream.end();
  const text = await client.closed();
  assert.ok(text.endsWith(chunk('data: one\n\n')), 'what came is there, the terminating chunk is not');
});

test('breaks the answer off when the upstream is reset in the middle of a body of known length', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  const upstream = await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc');
  await client.until('\r\n\r\nabc');
  upstream.socket.resetAndDestroy();
  assert.equal(splitMessage(await client.closed()).body, 'abc');
});

test('resets a client of HTTP/1.0, which would take a plain end for the end of the answer', async () => {
  const client = await fixture.connect();
  client.send('POST /v1/messages HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n');
  const upstream = await fixture.upstream.serve(SSE_HEAD + chunk('data: one\n\n'));
  await client.until('data: one');
  upstream.end();
  await client.closed();
  assert.equal(client.error?.code, 'ECONNRESET');
});

test('stops reading the upstream while the client does not read', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  const upstream = await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n');
  await client.until('\r\n\r\n');
  client.socket.pause();
  const sent = await writeUntilStuck(upstream.socket);
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were taken for a client that reads none`);
  upstream.destroy();
});

test('stops reading the client while the upstream does not read', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 1073741824'], 'abc'));
  const upstream = await fixture.upstream.accept();
  await upstream.until('\r\n\r\n');
  upstream.socket.pause();
  const sent = await writeUntilStuck(client.socket);
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were taken for an upstream that reads none`);
  client.destroy();
  upstream.destroy();
});

test('passes a body of 50 MB through in both directions', async () => {
  const size = 50 * 1024 * 1024;
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', [`Content-Length: ${size}`], 'q'));
  const upstream = await fixture.upstream.accept();
  const isRequestWhole = countBytes(upstream.socket, size - 1);
  client.send(Buffer.alloc(size - 1, 'q'));
  await isRequestWhole;
  const isAnswerWhole = countBytes(client.socket, size);
  upstream.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`).send(Buffer.alloc(size, 'a'));
  await isAnswerWhole;
});

test('passes 100,000 events on, all and in order', async () => {
  const count = 100_000;
  const events = Array.from({ length: count }, (_, index) => `data: ${index}\n\n`);
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  const received: Buffer[] = [];
  client.socket.removeAllListeners('data');
  const isWhole = new Promise<void>(resolve => {
    client.socket.on('data', bytes => {
      received.push(bytes);
      if (bytes.subarray(-5).toString() === '0\r\n\r\n') resolve();
    });
  });
  await fixture.upstream.serve(`${SSE_HEAD + events.map(chunk).join('')}0\r\n\r\n`);
  await isWhole;
  const { body } = splitMessage(Buffer.concat(received).toString('latin1'));
  assert.equal(body.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, ''), `${events.join('')}\r\n`);
});

test('answers pipelined requests in their order', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/one') + rawRequest('GET /v1/two'));
  const answers = new Map([
    ['/v1/one', 'first'],
    ['/v1/two', 'second'],
  ]);
  const serve = async () => {
    const upstream = await fixture.upstream.accept();
    const text = await upstream.until('\r\n\r\n');
    return { upstream, answer: answers.get(text.split(' ')[1] ?? '') ?? '' };
  };
  const [left, right] = await Promise.all([serve(), serve()]);
  // The second is answered before the first.
  for (const { upstream, answer } of left.answer === 'second' ? [left, right] : [right, left])
    upstream.send(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`);
  assert.match(await client.until('second'), /first.*second$/s);
});

test('passes an answer on that comes before the request body has ended', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 10'], 'abc'));
  const upstream = await fixture.upstream.accept();
  await upstream.until('abc');
  upstream.send('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno!');
  await client.until('\r\n\r\nno!');
});

/** Writes until the other side has taken nothing for a while of event loop turns; gives the bytes taken. */
async function writeUntilStuck(socket: import('node:net').Socket): Promise<number> {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  for (;;) {
    if (socket.write(piece)) continue;
    const isStuck = await new Promise<boolean>(resolve => {
      const timer = setTimeout(() => resolve(true), 500);
      socket.once('drain', () => {
        clearTimeout(timer);
        resolve(false);
      });
    });
    if (isStuck) return socket.bytesWritten - socket.writableLength;
  }
}

function countBytes(socket: import('node:net').Socket, size: number): Promise<void> {
  socket.removeAllListeners('data');
  return new Promise(resolve => {
    let bytes = 0;
    socket.on('data', piece => {
      bytes += piece.length;
      if (bytes >= size) resolve();
    });
  });
}
