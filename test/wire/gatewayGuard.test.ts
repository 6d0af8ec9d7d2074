// The guard of the gateway: who may come in at all. Numbers are the controls of the security notes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useGateway } from '../support/gatewayFixture.ts';
import { exchangeRaw, RawClient, splitMessage } from '../support/rawHttp.ts';

const fixture = useGateway({
  allowedHosts: ['proxy.internal'],
  allowedOrigins: ['https://good.example'],
});

/** Status and our error code of the answer to a raw request; the upstream must not have seen it. */
async function refusal(request: string): Promise<string> {
  const client = await fixture.connect();
  const { head, lines } = splitMessage(await client.send(request).until('\r\n\r\n'));
  assert.equal(fixture.upstream.waitingCount, 0, 'nothing reaches the upstream');
  const code = /x-lunaroute-error: (\S+)/.exec(head)?.[1];
  assert.doesNotMatch(head, /access-control/i);
  return `${lines[0]?.split(' ')[1]} ${code}`;
}

async function passes(request: string): Promise<void> {
  const client = await fixture.connect();
  client.send(request);
  await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  await client.until('HTTP/1.1 200 OK');
}

for (const host of ['evil.example', '127.0.0.1.evil.example', '0.0.0.0', 'localhost.', ''])
  test(`[2] refuses the host "${host}" before the body is read`, async () => {
    const request = `POST /v1/messages HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\n`;
    assert.equal(await refusal(request), '421 host_not_allowed');
  });

for (const host of ['127.0.0.1:9999', 'LOCALHOST', '[::1]:80', 'proxy.internal', 'proxy.internal:443'])
  test(`[2] answers to the host ${host}`, () => passes(`GET /v1/models HTTP/1.1\r\nHost: ${host}\r\n\r\n`));

test('[2] refuses a request that names two hosts', async () => {
  const request = 'GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: localhost\r\n\r\n';
  assert.match(await refusal(request), /^400 /);
});

for (const header of [
  'Origin: https://evil.example',
  'Origin: null',
  'Sec-Fetch-Site: cross-site',
  'Sec-Fetch-Site: same-site',
])
  test(`[3] refuses a request with "${header}"`, async () => {
    const request = `POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}\r\nContent-Length: 0\r\n\r\n`;
    assert.equal(await refusal(request), '403 origin_not_allowed');
  });

for (const header of ['Origin: https://good.example', 'Sec-Fetch-Site: none', 'Sec-Fetch-Site: same-origin'])
  test(`[3] lets a request with "${header}" through`, () =>
    passes(`GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}\r\n\r\n`));

test('[3] refuses OPTIONS, also from an allowed origin', async () => {
  const request = 'OPTIONS /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://good.example\r\n\r\n';
  assert.equal(await refusal(request), '403 origin_not_allowed');
});

test('[3] refuses a WebSocket from a web page', async () => {
  const request =
    'GET /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  assert.equal(await refusal(request), '403 origin_not_allowed');
});

const POST = 'POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n';
for (const [name, request] of [
  ['both framings', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  [
    'both framings in the other order',
    `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  ],
  ['two lengths', `${POST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
  ['the same length twice', `${POST}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
  ['a list of lengths', `${POST}Content-Length: 5, 5\r\n\r\nhello`],
  ['a signed length', `${POST}Content-Length: +5\r\n\r\nhello`],
  ['an unknown transfer encoding', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ['a disguised transfer encoding', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  [
    'two transfer encodings',
    `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ['an absolute target', 'GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
  ['a target that is no path', 'GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
  ['a NUL in a header', `${POST}X-A: a\0b\r\n\r\n`],
  ['a bare CR in a header', `${POST}X-A: a\rX-B: b\r\n\r\n`],
  ['a folded header', `${POST}X-A: a\r\n folded\r\n\r\n`],
  ['a space before the colon', `${POST}Content-Length : 5\r\n\r\nhello`],
  ['a bad header name', `${POST}X(A: a\r\n\r\n`],
  ['no host', 'GET /v1/models HTTP/1.1\r\n\r\n'],
] as const)
  test(`[11] refuses ${name}`, async () => {
    assert.match(await refusal(request), /^400 /);
  });

test('[11] refuses CONNECT', async () => {
  const request = 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n';
  assert.equal(await refusal(request), '405 connect_not_served');
});

test('[11] refuses too many headers', async () => {
  const headers = Array.from({ length: 300 }, (_, index) => `X-${index}: 1\r\n`).join('');
  assert.equal(
    await refusal(`GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`),
    '431 too_many_headers',
  );
});

test('[11] refuses too large headers', async () => {
  const request = `GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ${'a'.repeat(70_000)}\r\n\r\n`;
  assert.equal(await refusal(request), '431 headers_too_large');
});

test('[11] drops hop-by-hop headers and those that Connection names, both ways', async () => {
  const client = await fixture.connect();
  client.send(
    'GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\nProxy-Authorization: Basic x\r\nX-Kept: 1\r\n\r\n',
  );
  const upstream = await fixture.upstream.serve(
    'HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Inner\r\nX-Inner: 1\r\nKeep-Alive: timeout=60\r\nX-Kept: 2\r\nContent-Length: 0\r\n\r\n',
  );
  assert.deepEqual(splitMessage(upstream.text).lines.slice(2), ['connection: keep-alive', 'X-Kept: 1']);
  const { head } = splitMessage(await client.until('\r\n\r\n'));
  assert.doesNotMatch(head, /X-Inner|timeout=60/);
  assert.match(head, /\r\nX-Kept: 2\r\n/);
});

for (const [name, lines, expected] of [
  ['another protocol', ['POST /v1/responses', 'h2c'], '400 upgrade_not_served'],
  ['another path', ['GET /v1/chat/completions', 'websocket'], '426 upgrade_not_served'],
] as const)
  test(`[11] refuses an upgrade to ${name}`, async () => {
    const request = `${lines[0]} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: ${lines[1]}\r\n\r\n`;
    assert.equal(await refusal(request), expected);
  });

test('answers a refusal in the dialect of the caller', async () => {
  const body = async (path: string) =>
    JSON.parse(
      splitMessage(
        await exchangeRaw(
          fixture.gateway.port,
          `GET ${path} HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n`,
        ),
      ).body,
    );
  const message =
    'LunaRoute does not answer to this host name. Use 127.0.0.1, or add the name to lunaroute.allowedHosts.';
  assert.deepEqual(await body('/v1/messages'), {
    type: 'error',
    error: { type: 'permission_error', message },
  });
  assert.deepEqual(await body('/v1/responses'), {
    error: { message, type: 'invalid_request_error', code: 'host_not_allowed', param: null },
  });
  assert.deepEqual(await body('/sessions'), { error: { code: 'host_not_allowed', message } });
});

test('refuses a body that was announced with Expect without asking for it', async () => {
  const client = await fixture.connect();
  client.send(
    'POST /v1/messages HTTP/1.1\r\nHost: evil\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
  );
  const text = await client.closed();
  assert.match(text, /^HTTP\/1.1 421 /);
  assert.match(text, /connection: close/i);
});

test('[1] binds 127.0.0.1 alone', async () => {
  await assert.rejects(RawClient.connect(fixture.gateway.port, '::1'));
});

test('[1] a wrong token prefix is refused, on this machine too', async () => {
  const request = 'GET /t/wrong/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
  assert.equal(await refusal(request), '401 token_required');
});
