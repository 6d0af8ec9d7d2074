// The API client against a server that misbehaves: errors by code, abort, and event streams that break.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { LiveSnapshot } from '../../src/protocol/api.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { followEvents } from '../../src/service/apiEvents.ts';

async function startApi(t: TestContext, listener: http.RequestListener) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new ApiClient(() => ({ url, token: 'secret' }));
  t.after(() => {
    api.dispose();
    server.closeAllConnections();
    server.close();
  });
  return { api, server, url };
}

test('calls carry the token and the query, without members that are not set', async t => {
  const { api } = await startApi(t, (request, response) => {
    response.end(JSON.stringify([request.method, request.url, request.headers.authorization]));
  });
  assert.deepEqual(await api.sessions({ days: 7, model: undefined, text_search: 'a b' }), [
    'GET',
    '/sessions?days=7&text_search=a+b',
    'Bearer secret',
  ]);
});

test('an answer without a body is nothing', async t => {
  const { api } = await startApi(t, (_request, response) => response.writeHead(204).end());
  assert.equal(await api.deleteSession('x'), undefined);
});

test('errors carry the code of the API', async t => {
  const { api } = await startApi(t, (_request, response) => {
    response.writeHead(404).end('{"error":{"code":"not_found","message":"No such session."}}');
  });
  await assert.rejects(api.session('x'), { code: 'not_found', message: 'No such session.' });
});

test('an answer of something else is told by its status', async t => {
  const { api } = await startApi(t, (_request, response) => response.writeHead(502).end('<html>'));
  await assert.rejects(api.session('x'), { code: 'api_error', message: /502/ });
});

test('an address where nobody listens, and none at all', async t => {
  const { api, server, url } = await startApi(t, () => undefined);
  server.close();
  await once(server, 'close');
  await assert.rejects(api.stats(), {
    code: 'api_unreachable',
    message: `LunaRoute does not answer at ${url} (ECONNREFUSED).`,
  });
  await assert.rejects(new ApiClient(() => null).stats(), { code: 'not_running' });
});

test('an aborted call ends with an AbortError', async t => {
  const abort = new AbortController();
  const { api } = await startApi(t, () => abort.abort());
  await assert.rejects(api.stats({}, abort.signal), { name: 'AbortError' });
});

test('events go on after the stream broke, and an outage is told once', async t => {
  let connections = 0;
  const { api } = await startApi(t, (_request, response) => {
    connections++;
    if (connections === 2)
      return response.writeHead(503).end('{"error":{"code":"recorder_unavailable","message":"…"}}');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`: hello\n\nevent: snapshot\ndata: {"revision":${connections}}\n\n`);
    if (connections === 1) setImmediate(() => response.destroy());
  });
  const stop = new AbortController();
  const seen: (number | string)[] = [];
  const following = followEvents(
    api,
    {
      live: ({ revision }: LiveSnapshot) => {
        seen.push(revision);
        if (revision === 3) stop.abort();
      },
      lost: () => void seen.push('lost'),
    },
    stop.signal,
  );
  await following;
  assert.deepEqual(seen, [1, 'lost', 3]);
});
