// Control 1 of the security notes: a gateway that listens beyond this machine wants its token on every route.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useGateway } from '../support/gatewayFixture.ts';
import { TOKEN } from '../support/gatewayWorker.ts';
import { exchangeRaw } from '../support/rawHttp.ts';

const fixture = useGateway({ host: '0.0.0.0', isMetricsOpen: true });

for (const path of [
  '/v1/messages',
  '/v1/responses',
  '/sessions',
  '/stats',
  '/metrics',
  '/healthz',
  '/control/stop',
  '/w/a/x',
])
  test(`[1] beyond this machine, ${path} needs the token`, async () => {
    const request = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    const text = await exchangeRaw(fixture.gateway.port, request);
    assert.match(text, /^HTTP\/1.1 401 /);
    assert.match(text, /x-lunaroute-error: token_required/);
  });

for (const [name, path, header] of [
  ['header', '/v1/models', `X-LunaRoute-Token: ${TOKEN}\r\n`],
  ['prefix', `/t/${TOKEN}/v1/models`, ''],
  ['prefix before a workspace', `/t/${TOKEN}/w/app-1/v1/models`, ''],
])
  test(`[1] beyond this machine, the token passes as ${name} and goes no further`, async () => {
    const client = await fixture.connect();
    client.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}\r\n`);
    const upstream = await fixture.upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await client.until('HTTP/1.1 200 OK');
    assert.match(upstream.text, /^GET \/v1\/models HTTP/);
    assert.ok(!upstream.text.includes(TOKEN));
    const started = fixture.recorder.of('exchange_started').at(-1);
    assert.ok(started !== undefined && !JSON.stringify(started).includes(TOKEN), 'nor is it recorded');
  });

test('[1] a WebSocket needs the token too', async () => {
  const request =
    'GET /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  assert.match(await exchangeRaw(fixture.gateway.port, request), /^HTTP\/1.1 401 /);
});

test('[1] the API takes its own token there as well', async () => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`${fixture.gateway.url}/healthz`, { headers });
  assert.equal(response.status, 200);
});
