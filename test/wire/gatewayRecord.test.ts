// What the gateway tells the recorder of an exchange, and what happens when the recorder is slow, dead or absent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { GatewayOptions } from '../../src/protocol/workers.ts';
import { rawRequest } from '../support/gatewayFixture.ts';
import { type FakeRecorder, GatewayWorker, gatewayOptions, upstreamsAt } from '../support/gatewayWorker.ts';
import { RawClient } from '../support/rawHttp.ts';
import { freePort, ScriptedUpstream } from '../support/scriptedUpstream.ts';

let upstream: ScriptedUpstream;
before(async () => {
  upstream = await ScriptedUpstream.open();
});
after(() => upstream.close());

interface Scene {
  gateway: GatewayWorker;
  recorder: FakeRecorder;
  client: RawClient;
}

/** Runs a gateway of its own, so that each test sees only its own messages. */
async function scene(
  run: (scene: Scene) => Promise<void>,
  options: Partial<GatewayOptions> = {},
): Promise<void> {
  upstream.forget();
  const gateway = await GatewayWorker.start({ upstreams: upstreamsAt(upstream.url), ...options });
  const recorder = await gateway.attachRecorder();
  const client = await RawClient.connect(gateway.port);
  try {
    await run({ gateway, recorder, client });
  } finally {
    client.destroy();
    recorder.port.close();
    await gateway.close();
  }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

test('tells an exchange in order: who asked what, both bodies, how it ended', () =>
  scene(async ({ recorder, client }) => {
    client.send(rawRequest('POST /w/app-1/v1/messages?x=1', ['X-A: 1', 'Content-Length: 3'], 'abc'));
    await upstream.serve(OK, 'abc');
    const ended = await recorder.wait('exchange_ended');
    const [started] = recorder.of('exchange_started');
    assert.ok(started);
    assert.match(started.exchange, /^[0-9a-f]{16}$/);
    assert.deepEqual(
      { ...started, exchange: '', at: 0 },
      {
        type: 'exchange_started',
        exchange: '',
        at: 0,
        transport: 'http',
        method: 'POST',
        target: '/v1/messages?x=1',
        headers: [
          ['Host', '127.0.0.1'],
          ['X-A', '1'],
          ['Content-Length', '3'],
        ],
        provider: 'anthropic',
        upstream: upstream.url,
        workspace: 'app-1',
      },
    );
    assert.equal(recorder.body('request_chunk'), 'abc');
    assert.equal(recorder.body('response_chunk'), 'hello');
    const [requestEnded] = recorder.of('request_ended');
    assert.deepEqual([requestEnded?.wireBytes, requestEnded?.isTruncated], [3, false]);
    const [response] = recorder.of('response_started');
    assert.deepEqual([response?.status, response?.headers], [200, [['Content-Length', '5']]]);
    assert.deepEqual(
      [ended.end, ended.error, ended.wireBytes, ended.isTruncated],
      ['complete', null, 5, false],
    );
    const times = recorder.messages.filter(message => 'at' in message).map(message => message.at);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
      'times never run backwards',
    );
  }));

test('measures its own time without that of connecting, which it tells apart', () =>
  scene(async ({ recorder, client }) => {
    client.send(rawRequest('GET /v1/messages'));
    await upstream.serve(OK);
    const first = await recorder.wait('exchange_ended');
    client.send(rawRequest('GET /v1/messages'));
    upstream.forget();
    await upstream.serve(OK);
    const second = await recorder.wait('exchange_ended', 2);
    assert.ok(first.connectMs !== null && first.connectMs > 0);
    assert.equal(second.connectMs, 0, 'the second used the same connection');
    for (const { overheadMs } of [first, second])
      assert.ok(overheadMs !== null && overheadMs >= 0 && overheadMs < 100);
  }));

test('tells that the client closed early', () =>
  scene(async ({ recorder, client }) => {
    client.send(rawRequest('POST /v1/responses', ['Content-Length: 0']));
    await upstream.serve('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    await client.until('hello');
    client.destroy();
    const ended = await recorder.wait('exchange_ended');
    assert.deepEqual([ended.end, ended.error], ['client_closed', null]);
    assert.equal(recorder.body('response_chunk'), 'hello');
  }));

test('tells that the upstream broke off', () =>
  scene(async ({ recorder, client }) => {
    client.send(rawRequest('POST /v1/responses', ['Content-Length: 0']));
    const connection = await upstream.serve(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    );
    await client.until('hello');
    connection.end();
    const ended = await recorder.wait('exchange_ended');
    assert.deepEqual([ended.end, ended.error?.code], ['upstream_closed', 'upstream_closed']);
  }));

test('tells an upstream that could not be reached as our own error', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  await scene(
    async ({ recorder, client }) => {
      client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
      const ended = await recorder.wait('exchange_ended');
      assert.deepEqual(
        [ended.end, ended.error?.code, ended.overheadMs, ended.connectMs],
        ['refused', 'upstream_unreachable', null, null],
      );
      assert.equal(recorder.of('response_started')[0]?.status, 502);
    },
    { upstreams: upstreamsAt(url) },
  );
});

test('tells a vetoed request as refused', () =>
  scene(async ({ recorder, client }) => {
    client.send(rawRequest('GET /v1/models', ['x-api-key: sk-ant-1']));
    const ended = await recorder.wait('exchange_ended');
    assert.deepEqual([ended.end, ended.error?.code], ['refused', 'credential_mismatch']);
  }));

test('tells nothing of a request that the guard refused', () =>
  scene(async ({ gateway, recorder, client }) => {
    client.send('GET /v1/models HTTP/1.1\r\nHost: evil\r\n\r\n');
    await client.until('421');
    const leaving = new AbortController();
    const asked = fetch(`${gateway.url}/v1/messages`, {
      headers: { 'x-api-key': 'sk-ant-1' },
      signal: leaving.signal,
    });
    await recorder.wait('exchange_started');
    leaving.abort();
    await assert.rejects(asked);
    await recorder.wait('exchange_ended');
    assert.equal(recorder.of('exchange_started').length, 1);
  }));

test('[15] caps the copy of each body and says so; the stream is whole', () =>
  scene(
    async ({ recorder, client }) => {
      client.send(rawRequest('POST /v1/messages', ['Content-Length: 10'], '0123456789'));
      await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nabcdefghijkl', '0123456789');
      await client.until('abcdefghijkl');
      const ended = await recorder.wait('exchange_ended');
      const [requestEnded] = recorder.of('request_ended');
      assert.deepEqual(
        [recorder.body('request_chunk'), requestEnded?.isTruncated, requestEnded?.wireBytes],
        ['01234567', true, 10],
      );
      assert.deepEqual(
        [recorder.body('response_chunk'), ended.isTruncated, ended.wireBytes],
        ['abcdefgh', true, 12],
      );
    },
    { maxCaptureBytesPerBody: 8 },
  ));

test('[15] drops the record, not the request, when the recorder does not keep up', () =>
  scene(
    async ({ recorder, client }) => {
      recorder.stopAcknowledging();
      const body = 'x'.repeat(1000);
      client.send(rawRequest('POST /v1/messages', ['Content-Length: 1000'], body));
      await upstream.serve(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${body}`, body);
      await client.until(text => text.endsWith(body));
      const dropped = await recorder.wait('exchange_dropped');
      assert.equal(dropped.reason, 'queue_full');
      client.send(rawRequest('GET /v1/messages'));
      upstream.forget();
      await upstream.serve(OK);
      await client.until(/hello$/);
      const ended = await recorder.wait('exchange_ended');
      assert.notEqual(ended.exchange, dropped.exchange, 'nothing more comes of a dropped exchange');
    },
    { maxUnacknowledgedBytes: 1500 },
  ));

test('[15] takes up recording again once the recorder has acknowledged', () =>
  scene(
    async ({ recorder, client }) => {
      for (let round = 1; round <= 5; round++) {
        upstream.forget();
        client.send(rawRequest('POST /v1/messages', ['Content-Length: 3'], 'abc'));
        await upstream.serve(OK, 'abc');
        await recorder.wait('exchange_ended', round);
      }
      assert.equal(recorder.of('exchange_dropped').length, 0);
    },
    { maxUnacknowledgedBytes: 16 },
  ));

test('a recorder that dies in the middle of a stream leaves the stream intact', () =>
  scene(async ({ recorder, client }) => {
    client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
    const connection = await upstream.serve(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n',
    );
    await recorder.wait('response_chunk');
    recorder.port.close();
    connection.send('3\r\ntwo\r\n');
    await client.until('3\r\ntwo\r\n');
    connection.send('0\r\n\r\n');
    await client.until(/0\r\n\r\n$/);
  }));

test('a new recorder gets nothing of exchanges whose start it has not seen', () =>
  scene(async ({ gateway, recorder, client }) => {
    client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
    const connection = await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none');
    await recorder.wait('response_chunk');
    const next = await gateway.attachRecorder();
    connection.send('two');
    await client.until('onetwo');
    client.send(rawRequest('GET /v1/messages'));
    upstream.forget();
    await upstream.serve(OK);
    const ended = await next.wait('exchange_ended');
    assert.deepEqual(
      next.messages.map(message => message.type),
      [
        'gateway_state',
        'exchange_started',
        'request_ended',
        'response_started',
        'response_chunk',
        'exchange_ended',
      ],
    );
    assert.equal(next.of('exchange_started')[0]?.exchange, ended.exchange);
    next.port.close();
  }));

test('works without any recorder', async () => {
  upstream.forget();
  const gateway = await GatewayWorker.start({ upstreams: upstreamsAt(upstream.url) });
  const client = await RawClient.connect(gateway.port);
  client.send(rawRequest('GET /v1/messages'));
  await upstream.serve(OK);
  await client.until('hello');
  client.destroy();
  await gateway.close();
});

test('posts what belongs to one tick together', () =>
  scene(async ({ recorder, client }) => {
    client.send(rawRequest('POST /v1/messages', ['Content-Length: 0']));
    const chunks = Array.from({ length: 100 }, (_, index) => `2\r\n${String(index).padStart(2, '0')}\r\n`);
    await upstream.serve(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`);
    await recorder.wait('exchange_ended');
    assert.equal(
      recorder.body('response_chunk'),
      Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0')).join(''),
    );
    assert.ok(recorder.of('response_chunk').length < 10, 'a burst of chunks is one message');
  }));

test('logs one line a request, without its query, when asked to', () =>
  scene(
    async ({ gateway, client, recorder }) => {
      client.send(rawRequest('GET /w/app-1/v1/messages?secret=1'));
      await upstream.serve(OK);
      await recorder.wait('exchange_ended');
      await gateway.peer.remote.stop(1000);
      await gateway.peer.remote.start(gatewayOptions());
      assert.match(gateway.logs.join('\n'), /^info GET \/v1\/messages 200 \d+ ms$/);
    },
    { isLoggingRequests: true },
  ));
