// How the gateway reaches upstreams: TLS, certificates, proxies.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { NetworkOptions } from '../../src/protocol/workers.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../support/gatewayCertificate.ts';
import { ConnectProxy } from '../support/gatewayConnectProxy.ts';
import { rawRequest } from '../support/gatewayFixture.ts';
import { GatewayWorker, gatewayOptions, upstreamsAt } from '../support/gatewayWorker.ts';
import { RawClient, splitMessage } from '../support/rawHttp.ts';
import { ScriptedUpstream } from '../support/scriptedUpstream.ts';

let secure: ScriptedUpstream;
before(async () => {
  secure = await ScriptedUpstream.open({ key: TEST_KEY, cert: TEST_CERTIFICATE });
});
after(() => secure.close());

const DIRECT = gatewayOptions().network;
const TRUSTING: NetworkOptions = { ...DIRECT, extraCertificates: [TEST_CERTIFICATE] };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

async function withGateway(
  url: string,
  network: Partial<NetworkOptions>,
  run: (client: RawClient, gateway: GatewayWorker) => Promise<void>,
): Promise<void> {
  secure.forget();
  const gateway = await GatewayWorker.start({
    upstreams: upstreamsAt(url),
    network: { ...DIRECT, ...network },
  });
  const client = await RawClient.connect(gateway.port);
  try {
    await run(client, gateway);
  } finally {
    client.destroy();
    await gateway.close();
  }
}

test('reaches a TLS upstream whose certificate is among the extra ones', () =>
  withGateway(secure.url, TRUSTING, async client => {
    client.send(rawRequest('GET /v1/messages'));
    await secure.serve(OK);
    await client.until('\r\n\r\nok');
  }));

test('refuses a TLS upstream that nobody vouches for, and says what to do', () =>
  withGateway(secure.url, {}, async client => {
    client.send(rawRequest('GET /v1/messages'));
    const text = await client.until('trusted on this machine');
    assert.match(text, /^HTTP\/1.1 502 .*x-lunaroute-error: upstream_untrusted/s);
  }));

test('reaches any TLS upstream when strict TLS is off', () =>
  withGateway(secure.url, { isStrictTls: false }, async client => {
    client.send(rawRequest('GET /v1/messages'));
    await secure.serve(OK);
    await client.until('\r\n\r\nok');
  }));

test('reaches a TLS upstream through a proxy, with the credentials of the proxy URL', async () => {
  const proxy = await ConnectProxy.open(() => secure.port);
  const network = { ...TRUSTING, httpsProxy: `http://us%20er:p%40ss@127.0.0.1:${proxy.port}` };
  await withGateway('https://api.test', network, async client => {
    client.send(
      rawRequest('POST /v1/messages', ['Set-Cookie: a', 'Set-Cookie: b', 'Content-Length: 2'], 'hi'),
    );
    const upstream = await secure.serve(OK, '\r\n\r\nhi');
    await client.until('\r\n\r\nok');
    assert.deepEqual(splitMessage(upstream.text).lines.slice(1, 5), [
      'host: api.test',
      'connection: keep-alive',
      'Set-Cookie: a',
      'Set-Cookie: b',
    ]);
    const expected = `Proxy-Authorization: Basic ${Buffer.from('us er:p@ss').toString('base64')}`;
    assert.match(proxy.heads[0] ?? '', /^CONNECT api.test:443 HTTP\/1.1\r\nHost: api.test:443\r\n/);
    assert.ok(proxy.heads[0]?.includes(expected));
  });
  await proxy.close();
});

test('reaches a plain upstream through a proxy', async () => {
  const plain = await ScriptedUpstream.open();
  const proxy = await ConnectProxy.open(() => plain.port);
  await withGateway(plain.url, { httpProxy: `127.0.0.1:${proxy.port}` }, async client => {
    client.send(rawRequest('GET /v1/messages'));
    await plain.serve(OK);
    await client.until('\r\n\r\nok');
    assert.match(proxy.heads[0] ?? '', new RegExp(`^CONNECT 127.0.0.1:${plain.port} `));
  });
  await proxy.close();
  await plain.close();
});

test('carries a WebSocket through a proxy and TLS', async () => {
  const proxy = await ConnectProxy.open(() => secure.port);
  const network = { ...TRUSTING, httpsProxy: `http://127.0.0.1:${proxy.port}` };
  await withGateway('https://api.test', network, async client => {
    client.send(rawRequest('GET /v1/responses', ['Connection: Upgrade', 'Upgrade: websocket']));
    const upstream = await secure.serve(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi',
    );
    await client.until('\x81\x02hi');
    client.send('raw');
    await upstream.until('raw');
  });
  await proxy.close();
});

test('goes around the proxy to the hosts that are excepted', async () => {
  const proxy = await ConnectProxy.open(() => '500 Not asked');
  const network = { ...TRUSTING, httpsProxy: `http://127.0.0.1:${proxy.port}`, noProxy: ['127.0.0.0/8'] };
  await withGateway(secure.url, network, async client => {
    client.send(rawRequest('GET /v1/messages'));
    await secure.serve(OK);
    await client.until('\r\n\r\nok');
    assert.deepEqual(proxy.heads, []);
  });
  await proxy.close();
});

test('says so when the proxy refuses, without naming its credentials', async () => {
  const proxy = await ConnectProxy.open(() => '407 Proxy Authentication Required');
  const network = { httpsProxy: `http://user:secret@127.0.0.1:${proxy.port}` };
  await withGateway('https://api.test', network, async (client, gateway) => {
    const recorder = await gateway.attachRecorder();
    client.send(rawRequest('GET /v1/messages'));
    const text = await client.until('proxy settings');
    assert.match(text, /^HTTP\/1.1 502 .*x-lunaroute-error: upstream_proxy_failed/s);
    assert.match(text, /wants other credentials \(407\)/);
    await recorder.wait('exchange_ended');
    assert.ok(!text.includes('secret') && !JSON.stringify(recorder.messages).includes('secret'));
    recorder.port.close();
  });
  await proxy.close();
});

test('breaks the answer off when a TLS upstream dies in the middle of it', () =>
  withGateway(secure.url, TRUSTING, async client => {
    client.send(rawRequest('GET /v1/messages'));
    const upstream = await secure.serve('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
    await client.until('one');
    upstream.destroy();
    assert.ok((await client.closed()).endsWith('3\r\none\r\n'));
  }));
