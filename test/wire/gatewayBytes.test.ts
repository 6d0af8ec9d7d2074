// Byte identity through the gateway, both ways: bodies, framing, headers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { rawRequest, useGateway } from '../support/gatewayFixture.ts';
import { splitMessage } from '../support/rawHttp.ts';

const fixture = useGateway();

test('passes a request with Content-Length on as it came, and its answer back', async () => {
  const client = await fixture.connect();
  const body = '{"model":"m","stream":false}';
  client.send(
    rawRequest(
      'POST /v1/messages?beta=true',
      ['X-Api-Key: sk-ant-1', 'Anthropic-Version: 2023-06-01', `Content-Length: ${body.length}`],
      body,
    ),
  );
  const upstream = await fixture.upstream.serve(
    'HTTP/1.1 200 Fine\r\nContent-Length: 5\r\nX-Request-Id: r1\r\n\r\nhello',
    body,
  );
  const asked = splitMessage(upstream.text);
  assert.deepEqual(asked.lines, [
    'POST /v1/messages?beta=true HTTP/1.1',
    `host: 127.0.0.1:${fixture.upstream.port}`,
    'connection: keep-alive',
    'X-Api-Key: sk-ant-1',
    'Anthropic-Version: 2023-06-01',
    `content-length: ${body.length}`,
  ]);
  assert.equal(asked.body, body);
  const answer = splitMessage(await client.until('hello'));
  assert.deepEqual(answer.lines.slice(0, 3), ['HTTP/1.1 200 Fine', 'Content-Length: 5', 'X-Request-Id: r1']);
  assert.equal(answer.body, 'hello');
});

test('keeps a chunked request chunked, however small, and a chunked answer chunked', async () => {
  const client = await fixture.connect();
  client.send(
    rawRequest(
      'POST /v1/chat/completions',
      ['Transfer-Encoding: chunked'],
      '3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n',
    ),
  );
  const upstream = await fixture.upstream.serve(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\nyou\r\n0\r\n\r\n',
    /\r\n0\r\n\r\n$/,
  );
  const asked = splitMessage(upstream.text);
  assert.match(asked.head, /transfer-encoding: chunked/i);
  assert.doesNotMatch(asked.head, /content-length/i);
  assert.equal(unchunk(asked.body), 'abcdefg');
  const answer = splitMessage(await client.until(/\r\n0\r\n\r\n$/));
  assert.match(answer.head, /transfer-encoding: chunked/i);
  assert.doesNotMatch(answer.head, /content-length/i);
  assert.equal(unchunk(answer.body), 'hiyou');
});

test('keeps order, case and duplicates of headers both ways', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/models', ['X-B: 1', 'x-a: 2', 'X-B: 3', 'COOKIE: a=1', 'Cookie: b=2']));
  const upstream = await fixture.upstream.serve(
    'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Odd:  spaced\t value\r\nset-cookie: b=2\r\nContent-Length: 0\r\nDATE: yesterday\r\n\r\n',
  );
  assert.deepEqual(splitMessage(upstream.text).lines.slice(3), [
    'X-B: 1',
    'x-a: 2',
    'X-B: 3',
    'COOKIE: a=1',
    'Cookie: b=2',
  ]);
  const answer = splitMessage(await client.until('\r\n\r\n'));
  assert.deepEqual(answer.lines.slice(1, 6), [
    'Set-Cookie: a=1',
    'X-Odd: spaced\t value',
    'set-cookie: b=2',
    'Content-Length: 0',
    'DATE: yesterday',
  ]);
});

test('keeps bytes above ASCII in header values', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/models', ['X-Name: caf\xc3\xa9']));
  const upstream = await fixture.upstream.serve(
    'HTTP/1.1 200 OK\r\nX-Place: k\xf6ln\r\nContent-Length: 0\r\n\r\n',
  );
  assert.match(upstream.text, /X-Name: caf\xc3\xa9\r\n/);
  assert.match(await client.until('\r\n\r\n'), /X-Place: k\xf6ln\r\n/);
});

test('passes the answer to HEAD on with its Content-Length and no body', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('HEAD /api/hello'));
  await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n');
  client.send(rawRequest('GET /v1/models'));
  await client.until('Content-Length: 1234');
  await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const [first, second] = (await client.until('\r\n\r\nok')).split('HTTP/1.1 200 OK').slice(1);
  assert.ok(first?.endsWith('\r\n\r\n'), 'no body stands between the answers');
  assert.ok(second?.endsWith('\r\n\r\nok'));
});

for (const [status, header] of [
  ['204 No Content', 'X-Kept: 1'],
  ['304 Not Modified', 'Content-Length: 99'],
]) {
  test(`passes ${status} on without a body`, async () => {
    const client = await fixture.connect();
    client.send(rawRequest('GET /v1/models'));
    const upstream = await fixture.upstream.serve(`HTTP/1.1 ${status}\r\n${header}\r\n\r\n`);
    const { lines, body } = splitMessage(await client.until('\r\n\r\n'));
    assert.deepEqual([lines[0], lines[1], body], [`HTTP/1.1 ${status}`, header, '']);
    upstream.destroy();
  });
}

test('passes 103 on before the answer', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/models'));
  const upstream = await fixture.upstream.serve(
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n',
  );
  assert.equal(
    await client.until('\r\n\r\n'),
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n',
  );
  upstream.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  await client.until('\r\n\r\nok');
});

test('answers Expect: 100-continue itself and does not pass it on', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Expect: 100-continue', 'Content-Length: 4']));
  await client.until('HTTP/1.1 100 Continue\r\n\r\n');
  client.send('body');
  const upstream = await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'body');
  assert.doesNotMatch(upstream.text, /expect/i);
  await client.until('\r\n\r\nok');
});

test('passes trailers of an answer on', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/models'));
  await fixture.upstream.serve(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n',
  );
  assert.match(await client.until('X-Sum: 7'), /2\r\nok\r\n0\r\nX-Sum: 7\r\n/);
});

for (const [encoding, compress] of [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', (text: string) => Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.from(text)])],
] as const) {
  test(`leaves ${encoding} bodies alone, both ways`, async () => {
    const bytes = compress('{"a":"some text that is long enough to be compressed, compressed, compressed"}');
    const client = await fixture.connect();
    client.send(
      rawRequest('POST /v1/responses', [`Content-Encoding: ${encoding}`, `Content-Length: ${bytes.length}`]),
    );
    client.send(bytes);
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
    const upstream = await fixture.upstream.serve(
      Buffer.concat([Buffer.from(head), bytes]),
      new RegExp(`content-length: ${bytes.length}\r\n\r\n[^]{${bytes.length}}$`),
    );
    assert.equal(splitMessage(upstream.text).body, bytes.toString('latin1'));
    const answer = await client.until(text => splitMessage(text).body.length === bytes.length);
    assert.equal(splitMessage(answer).body, bytes.toString('latin1'));
  });
}

test("passes a provider's error through unchanged", async () => {
  const client = await fixture.connect();
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
  await fixture.upstream.serve(
    'HTTP/1.1 529 Overloaded\r\nretry-after: 3\r\nx-should-retry: true\r\nContent-Length: 9\r\n\r\n{"no":1}\n',
  );
  const { head, body } = splitMessage(await client.until('{"no":1}\n'));
  assert.match(head, /^HTTP\/1.1 529 Overloaded\r\nretry-after: 3\r\nx-should-retry: true\r\n/);
  assert.doesNotMatch(head, /x-lunaroute-error/);
  assert.equal(body, '{"no":1}\n');
});

test('passes redirects to the client instead of following them', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('GET /v1/models'));
  await fixture.upstream.serve(
    'HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n',
  );
  assert.match(
    await client.until('\r\n\r\n'),
    /^HTTP\/1.1 307 Moved\r\nLocation: http:\/\/127.0.0.1:1\/x\r\n/,
  );
  assert.equal(fixture.upstream.waitingCount, 0);
});

test('passes unknown paths and methods on', async () => {
  const client = await fixture.connect();
  client.send(rawRequest('PATCH /v1/anything/else?q=%20a', ['Content-Length: 2'], 'hi'));
  const upstream = await fixture.upstream.serve(
    'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
    '\r\n\r\nhi',
  );
  assert.match(upstream.text, /^PATCH \/v1\/anything\/else\?q=%20a HTTP\/1.1\r\n/);
  await client.until('HTTP/1.1 404 Not Found');
});

function unchunk(text: string): string {
  return text.replace(/(^|\r\n)[0-9a-f]+\r\n/gi, '').replace(/\r\n$/, '');
}
