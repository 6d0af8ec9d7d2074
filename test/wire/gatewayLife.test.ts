// The gateway's port and state: taken ports, stop and start, what happens to streams meanwhile.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Gateway } from '../../src/gateway/gateway.ts';
import { rawRequest } from '../support/gatewayFixture.ts';
import { GatewayWorker, gatewayOptions, upstreamsAt } from '../support/gatewayWorker.ts';
import { exchangeRaw, RawClient } from '../support/rawHttp.ts';
import { freePort, ScriptedUpstream } from '../support/scriptedUpstream.ts';

let upstream: ScriptedUpstream;
before(async () => {
  upstream = await ScriptedUpstream.open();
});
after(() => upstream.close());

async function occupy(port = 0): Promise<net.Server> {
  const server = net.createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: net.Server): number {
  return (server.address() as AddressInfo).port;
}

test('says which address it can not listen on, and what may be wrong with it', async () => {
  const gateway = new GatewayWorker();
  await assert.rejects(gateway.peer.remote.listen(gatewayOptions({ host: '203.0.113.1' }), false), {
    code: 'EADDRNOTAVAIL',
    message: "LunaRoute can't listen on 203.0.113.1 (EADDRNOTAVAIL). Is it an address of this machine?",
  });
  await gateway.worker.terminate();
});

test('takes the next free port when the configured one is taken', async () => {
  const other = await occupy();
  const gateway = await GatewayWorker.start({ port: portOf(other) });
  assert.ok(gateway.port > portOf(other) && gateway.port <= portOf(other) + 20);
  assert.deepEqual(gateway.state, {
    url: `http://127.0.0.1:${gateway.port}`,
    port: gateway.port,
    isFallbackPort: true,
  });
  await gateway.close();
  other.close();
});

test('goes back to the configured port at the next start, while streams in flight go on', async () => {
  const other = await occupy();
  const port = portOf(other);
  const options = { port, upstreams: upstreamsAt(upstream.url) };
  const gateway = await GatewayWorker.start(options);
  const fallback = gateway.port;
  const client = await RawClient.connect(fallback);
  client.send(rawRequest('GET /v1/messages'));
  const connection = await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none');
  await client.until('one');

  other.close();
  await once(other, 'close');
  const state = await gateway.peer.remote.start(gatewayOptions(options));
  assert.deepEqual(state, { url: `http://127.0.0.1:${port}`, port, isFallbackPort: false });
  await assert.rejects(RawClient.connect(fallback), 'the other port is given back');
  connection.send('two');
  await client.until('onetwo');
  assert.equal((await fetch(`${state.url}/healthz`)).status, 200);
  client.destroy();
  await gateway.close();
});

test('binds another address on the same port at the next start', async () => {
  const port = await freePort();
  const gateway = await GatewayWorker.start({ port });
  const state = await gateway.peer.remote.start(gatewayOptions({ port, host: '0.0.0.0' }));
  assert.deepEqual([state.port, state.isFallbackPort], [port, false]);
  await gateway.close();
});

test('ends cleanly with a stream in flight and requests logged', async () => {
  upstream.forget();
  const gateway = await GatewayWorker.start({
    upstreams: upstreamsAt(upstream.url),
    isLoggingRequests: true,
  });
  const client = await RawClient.connect(gateway.port);
  client.send(rawRequest('GET /v1/messages'));
  await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none');
  await client.until('one');
  await gateway.peer.remote.close(0);
  await client.closed();
  await gateway.worker.terminate();
});

test('stays where it is when the configured port is still taken', async () => {
  const other = await occupy();
  const options = { port: portOf(other) };
  const gateway = await GatewayWorker.start(options);
  assert.deepEqual(await gateway.peer.remote.start(gatewayOptions(options)), gateway.state);
  await gateway.close();
  other.close();
});

test('listens for the API alone until it is started', async () => {
  const gateway = new GatewayWorker();
  const options = gatewayOptions({ upstreams: upstreamsAt(upstream.url) });
  const { url, port } = await gateway.peer.remote.listen(options, false);
  assert.equal((await fetch(`${url}/v1/messages`)).status, 503);
  const started = await gateway.peer.remote.start(options);
  assert.equal(started.port, port, 'port 0 means any: it keeps the one it has');
  upstream.forget();
  const answered = fetch(`${url}/v1/messages`);
  await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  assert.equal((await answered).status, 200);
  await gateway.close();
});

test('what comes while it starts waits, and is refused only when it is stopped instead', async () => {
  const gateway = new GatewayWorker();
  const options = gatewayOptions({ upstreams: upstreamsAt(upstream.url) });
  const { url, port } = await gateway.peer.remote.listen(options, true);
  upstream.forget();
  const [request, gone] = [await RawClient.connect(port), await RawClient.connect(port)];
  gone.send(rawRequest('GET /v1/messages'));
  request.send(rawRequest('GET /v1/messages'));
  // Answered on a third connection: by then the others are waiting.
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  gone.destroy();
  await gateway.peer.remote.start(options);
  await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate');
  await request.until('late');
  request.destroy();

  await gateway.peer.remote.stop(0);
  await gateway.peer.remote.listen(options, true);
  const refused = await RawClient.connect(port);
  refused.send(rawRequest('GET /v1/messages'));
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  await gateway.peer.remote.stop(0);
  await refused.until('proxy_stopped');
  refused.destroy();
  await gateway.close();
});

test('a stop lets streams in flight end within the grace time and keeps the port', async () => {
  upstream.forget();
  const gateway = await GatewayWorker.start({ upstreams: upstreamsAt(upstream.url) });
  const client = await RawClient.connect(gateway.port);
  client.send(rawRequest('GET /v1/messages'));
  const connection = await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none');
  await client.until('one');
  const stopped = gateway.peer.remote.stop(60_000);
  const refused = await exchangeRaw(gateway.port, rawRequest('GET /v1/messages', ['Connection: close']));
  assert.match(refused, /^HTTP\/1.1 503 .*x-lunaroute-error: proxy_stopped/s);
  connection.send('two');
  await client.until('onetwo');
  await stopped;
  client.destroy();
  await gateway.close();
});

test('a stop cuts what is left after the grace time', async () => {
  upstream.forget();
  const gateway = await GatewayWorker.start({ upstreams: upstreamsAt(upstream.url) });
  const client = await RawClient.connect(gateway.port);
  client.send(rawRequest('GET /v1/messages'));
  const connection = await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none');
  await client.until('one');
  await gateway.peer.remote.stop(10);
  await client.closed();
  await connection.closed();
  await gateway.close();
});

test('tells the recorder its state on attaching and at every change', async () => {
  const gateway = await GatewayWorker.start();
  const recorder = await gateway.attachRecorder();
  await gateway.peer.remote.stop(0);
  await gateway.peer.remote.start(gatewayOptions());
  await recorder.wait('gateway_state', 3);
  assert.deepEqual(
    recorder.of('gateway_state').map(({ state, url }) => [state, url]),
    ['running', 'stopped', 'running'].map(state => [state, gateway.url]),
  );
  recorder.port.close();
  await gateway.close();
});

test('a new start takes new upstreams over', async () => {
  upstream.forget();
  const gateway = await GatewayWorker.start({
    upstreams: upstreamsAt(`http://127.0.0.1:${await freePort()}`),
  });
  assert.equal((await fetch(`${gateway.url}/v1/messages`)).status, 502);
  await gateway.peer.remote.start(gatewayOptions({ upstreams: upstreamsAt(upstream.url) }));
  const answered = fetch(`${gateway.url}/v1/messages`);
  await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  assert.equal((await answered).status, 200);
  await gateway.close();
});

test('closes all connections and frees the port', async () => {
  const gateway = await GatewayWorker.start();
  const client = await RawClient.connect(gateway.port);
  client.send(rawRequest('GET /healthz'));
  await client.until('lunaroute');
  await gateway.peer.remote.close(0);
  await client.closed();
  const again = await occupy(gateway.port);
  again.close();
  await gateway.worker.terminate();
});

test('listens on IPv6 loopback too when asked, on the same port', { skip: !(await hasIpv6()) }, async () => {
  const gateway = await GatewayWorker.start({ isIpv6LoopbackOn: true });
  assert.equal((await fetch(`http://[::1]:${gateway.port}/healthz`)).status, 200);
  assert.equal((await fetch(`${gateway.url}/healthz`)).status, 200);
  await gateway.close();
});

test('[16] a client that sends its headers too slowly is turned away', async () => {
  const gateway = new Gateway(
    { control: () => Promise.resolve({ state: 'running' }), log: () => Promise.resolve() },
    { headersTimeoutMs: 100, keepAliveTimeoutMs: 1000 },
  );
  const { port } = await gateway.start(gatewayOptions());
  const client = await RawClient.connect(port);
  client.send('GET /v1/models HTTP/1.1\r\nHost: 127');
  assert.match(await client.closed(), /^HTTP\/1.1 408 .*x-lunaroute-error: headers_timeout/s);
  await gateway.close(0);
});

test('[16] no limit of time ends a slow body or a silent stream', async () => {
  upstream.forget();
  const gateway = new Gateway(
    { control: () => Promise.resolve({ state: 'running' }), log: () => Promise.resolve() },
    { headersTimeoutMs: 50, keepAliveTimeoutMs: 50 },
  );
  const { port } = await gateway.start(gatewayOptions({ upstreams: upstreamsAt(upstream.url) }));
  const client = await RawClient.connect(port);
  client.send(rawRequest('POST /v1/messages', ['Content-Length: 2'], 'a'));
  const connection = await upstream.accept();
  const pause = () => new Promise(resolve => setTimeout(resolve, 300));
  await pause();
  client.send('b');
  await connection.until('ab');
  await pause();
  connection.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nc');
  await client.until(/\r\n\r\nc$/);
  await pause();
  connection.send('d');
  await client.until('cd');
  client.destroy();
  await gateway.close(0);
});

async function hasIpv6(): Promise<boolean> {
  const server = net.createServer();
  return new Promise(resolve => {
    server.on('error', () => resolve(false));
    server.listen(0, '::1', () => server.close(() => resolve(true)));
  });
}
