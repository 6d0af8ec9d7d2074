// The HTTP API at the gateway's port: token, health, control, and answers relayed from the recorder.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LunaRouteError } from '../../src/protocol/errors.ts';
import { useGateway } from '../support/gatewayFixture.ts';
import { type FakeRecorder, GatewayWorker, gatewayOptions, TOKEN } from '../support/gatewayWorker.ts';

const fixture = useGateway();
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(fixture.gateway.url + path, { headers: AUTHORIZED, ...init });
}

/** The next request that reaches the recorder. */
let seen = 0;
function nextRequest(recorder: FakeRecorder = fixture.recorder) {
  seen += 1;
  return recorder.wait('api_request', seen);
}

for (const path of ['/sessions', '/sessions/abc', '/stats', '/events', '/metrics', '/control/stop'])
  for (const [name, headers] of [
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ] as const)
    test(`[4] ${path} answers 401 to ${name}`, async () => {
      const response = await fetch(fixture.gateway.url + path, { headers });
      assert.equal(response.status, 401);
      assert.equal(response.headers.get('x-lunaroute-error'), 'token_required');
      assert.equal(response.headers.get('x-lunaroute-api'), '1');
      const { error } = (await response.json()) as { error: { code: string } };
      assert.equal(error.code, 'token_required');
      assert.deepEqual(fixture.gateway.controls, []);
    });

test('answers /healthz itself, without a token', async () => {
  const response = await fetch(`${fixture.gateway.url}/healthz`);
  assert.deepEqual(
    [response.status, await response.json()],
    [200, { name: 'lunaroute', version: '0.0.0-test', state: 'running', recording: 'on' }],
  );
});

test('says in /healthz what it was told about recording', async () => {
  await fixture.gateway.peer.remote.recordingChanged('paused');
  const response = await fetch(`${fixture.gateway.url}/healthz`);
  assert.equal(((await response.json()) as { recording: string }).recording, 'paused');
  await fixture.gateway.peer.remote.recordingChanged('on');
});

test('is healthy without a recorder, but not ready', async () => {
  const gateway = await GatewayWorker.start();
  const [health, ready] = await Promise.all(['/healthz', '/readyz'].map(path => fetch(gateway.url + path)));
  assert.deepEqual([health?.status, ready?.status], [200, 503]);
  const recorder = await gateway.attachRecorder();
  assert.equal((await fetch(`${gateway.url}/readyz`)).status, 200);
  recorder.port.close();
  await gateway.close();
});

test('relays a question and its answer', async () => {
  const answered = ask('/sessions?days=7&text_search=a%20b');
  const request = await nextRequest();
  assert.deepEqual(
    { ...request, id: 0 },
    { type: 'api_request', id: 0, method: 'GET', target: '/sessions?days=7&text_search=a%20b', body: '' },
  );
  const { id } = request;
  const headers = { 'content-type': 'application/json' };
  fixture.recorder.send({ type: 'api_response_head', id, status: 201, headers });
  fixture.recorder.send({ type: 'api_response_chunk', id, bytes: Buffer.from('{"a":') });
  fixture.recorder.send({ type: 'api_response_chunk', id, bytes: Buffer.from('1}') });
  fixture.recorder.send({ type: 'api_response_end', id });
  const response = await answered;
  assert.deepEqual(
    [
      response.status,
      response.headers.get('x-lunaroute-api'),
      response.headers.get('content-type'),
      await response.json(),
    ],
    [201, '1', 'application/json', { a: 1 }],
  );
});

test('relays DELETE with its body', async () => {
  const answered = ask('/sessions/abc', { method: 'DELETE', body: '{"why":"ü"}' });
  const { id, method, target, body } = await nextRequest();
  assert.deepEqual([method, target, body], ['DELETE', '/sessions/abc', '{"why":"ü"}']);
  fixture.recorder.send({ type: 'api_response_head', id, status: 204, headers: {} });
  fixture.recorder.send({ type: 'api_response_end', id });
  assert.equal((await answered).status, 204);
});

test('refuses a body beyond 1 MB', async () => {
  const response = await ask('/sessions/abc', { method: 'DELETE', body: 'x'.repeat(1024 * 1024 + 1) });
  assert.equal(response.status, 413);
});

test('streams events as they come', async () => {
  const answered = ask('/events');
  const { id } = await nextRequest();
  fixture.recorder.send({
    type: 'api_response_head',
    id,
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
  });
  const reader = (await answered).body?.getReader();
  assert.ok(reader);
  for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
    fixture.recorder.send({ type: 'api_response_chunk', id, bytes: Buffer.from(event) });
    assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), event);
  }
  await reader.cancel();
  assert.equal((await fixture.recorder.wait('api_cancelled')).id, id);
});

test('acknowledges what the consumer took, and not what it has not', async () => {
  const client = await fixture.connect();
  client.send(`GET /stats HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
  const { id } = await nextRequest();
  client.socket.pause();
  const chunkBytes = 64 * 1024;
  const ackedBytes = () =>
    fixture.recorder.of('api_ack').reduce((sum, ack) => sum + (ack.id === id ? ack.bytes : 0), 0);
  fixture.recorder.send({ type: 'api_response_head', id, status: 200, headers: {} });
  let sentBytes = 0;
  // Sends far more than the sockets in between can hold.
  while (sentBytes < 64 * 1024 * 1024) {
    fixture.recorder.send({ type: 'api_response_chunk', id, bytes: new Uint8Array(chunkBytes) });
    sentBytes += chunkBytes;
  }
  await fixture.gateway.peer.remote.recordingChanged('on');
  await fixture.recorder.wait('api_ack');
  assert.ok(ackedBytes() < sentBytes, `${ackedBytes()} of ${sentBytes} were acknowledged`);
  fixture.recorder.send({ type: 'api_response_end', id });
  client.destroy();
});

test('opens /metrics without a token only where the setting says so', async () => {
  const gateway = await GatewayWorker.start({ isMetricsOpen: true });
  const recorder = await gateway.attachRecorder();
  const answered = fetch(`${gateway.url}/metrics`);
  const { id, target } = await recorder.wait('api_request');
  assert.equal(target, '/metrics');
  recorder.send({ type: 'api_response_head', id, status: 200, headers: {} });
  recorder.send({ type: 'api_response_end', id });
  assert.equal((await answered).status, 200);
  recorder.port.close();
  await gateway.close();
});

test('answers 503 recorder_unavailable when there is no recorder or it dies before it answers', async () => {
  const gateway = await GatewayWorker.start();
  const question = () => fetch(`${gateway.url}/sessions`, { headers: AUTHORIZED });
  assert.equal((await question()).headers.get('x-lunaroute-error'), 'recorder_unavailable');
  const recorder = await gateway.attachRecorder();
  const answered = question();
  await recorder.wait('api_request');
  recorder.port.close();
  const response = await answered;
  assert.deepEqual(
    [response.status, response.headers.get('x-lunaroute-error')],
    [503, 'recorder_unavailable'],
  );
  await gateway.close();
});

test('breaks an answer off when the recorder dies in the middle of it', async () => {
  const gateway = await GatewayWorker.start();
  const recorder = await gateway.attachRecorder();
  const answered = fetch(`${gateway.url}/sessions`, { headers: AUTHORIZED });
  const { id } = await recorder.wait('api_request');
  recorder.send({ type: 'api_response_head', id, status: 200, headers: {} });
  recorder.send({ type: 'api_response_chunk', id, bytes: Buffer.from('{"half":') });
  const response = await answered;
  recorder.port.close();
  await assert.rejects(response.text());
  await gateway.close();
});

test('hands control actions to the service and answers what it says', async () => {
  const { gateway } = fixture;
  gateway.control = () => Promise.resolve({ state: 'stopped' });
  const response = await ask('/control/stop', { method: 'POST' });
  assert.deepEqual(
    [response.status, await response.json(), gateway.controls.splice(0)],
    [200, { state: 'stopped' }, ['stop']],
  );
});

test("reports a control action's failure with its code", async () => {
  fixture.gateway.control = () => Promise.reject(new LunaRouteError('not_owner', 'Another window runs it.'));
  const response = await ask('/control/start', { method: 'POST' });
  assert.deepEqual(
    [response.status, await response.json()],
    [500, { error: { code: 'not_owner', message: 'Another window runs it.' } }],
  );
  fixture.gateway.controls.length = 0;
});

test('knows no other control action and no other method', async () => {
  const unknown = await ask('/control/explode', { method: 'POST' });
  const wrongMethod = await ask('/control/stop');
  assert.deepEqual([unknown.status, wrongMethod.status, fixture.gateway.controls], [404, 405, []]);
});

test('answers the API while proxying is stopped, and proxied paths with 503', async () => {
  const gateway = await GatewayWorker.start();
  await gateway.peer.remote.stop(0);
  const health = await fetch(`${gateway.url}/healthz`);
  assert.equal(((await health.json()) as { state: string }).state, 'stopped');
  const anthropic = await fetch(`${gateway.url}/v1/messages`, { method: 'POST', body: '{}' });
  const openai = await fetch(`${gateway.url}/v1/responses`, { method: 'POST', body: '{}' });
  assert.deepEqual(
    [anthropic.status, anthropic.headers.get('x-lunaroute-error'), openai.status],
    [503, 'proxy_stopped', 503],
  );
  assert.equal(((await anthropic.json()) as { type: string }).type, 'error');
  await gateway.peer.remote.start(gatewayOptions({ port: gateway.port }));
  const running = await fetch(`${gateway.url}/healthz`);
  assert.equal(((await running.json()) as { state: string }).state, 'running');
  await gateway.close();
});
