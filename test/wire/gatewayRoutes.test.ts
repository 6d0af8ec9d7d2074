// Which upstream a request goes to, and which credentials stop it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rawRequest } from '../support/gatewayFixture.ts';
import { GatewayWorker } from '../support/gatewayWorker.ts';
import { RawClient, splitMessage } from '../support/rawHttp.ts';
import { freePort, ScriptedUpstream } from '../support/scriptedUpstream.ts';

const upstreams = new Map<string, ScriptedUpstream>();
let gateway: GatewayWorker;

before(async () => {
  const open = async (name: string) => {
    const upstream = await ScriptedUpstream.open();
    upstreams.set(name, upstream);
    return upstream.url;
  };
  gateway = await GatewayWorker.start({
    upstreams: {
      anthropic: await open('anthropic'),
      openai: `${await open('openai')}/v1/`,
      chatgpt: `${await open('chatgpt')}/backend-api/codex`,
    },
  });
});
after(async () => {
  for (const upstream of upstreams.values()) await upstream.close();
  await gateway.close();
});

/** Where a request arrives: `<upstream> <path>`, or our status and code. */
async function arrival(path: string, headers: readonly string[] = []): Promise<string> {
  for (const upstream of upstreams.values()) upstream.forget();
  const client = await RawClient.connect(gateway.port);
  client.send(rawRequest(`GET ${path}`, headers));
  const refused = client.until('\r\n\r\n').then(text => {
    const { head, lines } = splitMessage(text);
    return `${lines[0]?.split(' ')[1]} ${/x-lunaroute-error: (\S+)/.exec(head)?.[1]}`;
  });
  refused.catch(() => undefined);
  const arrived = [...upstreams].map(async ([name, upstream]) => {
    const connection = await upstream.serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    return `${name} ${connection.text.split(' ')[1]}`;
  });
  const result = await Promise.race([refused, ...arrived]);
  if (!result.startsWith('4')) await client.until('200 OK');
  client.destroy();
  return result;
}

const CHATGPT = ['chatgpt-account-id: a', 'Authorization: Bearer eyJ'];
for (const [path, headers, expected] of [
  ['/v1/messages?beta=true', [], 'anthropic /v1/messages?beta=true'],
  ['/v1/v1/messages', [], 'anthropic /v1/messages'],
  ['/messages', [], 'anthropic /v1/messages'],
  ['/v1/messages/count_tokens?beta=true', [], 'anthropic /v1/messages/count_tokens?beta=true'],
  ['/api/hello', [], 'anthropic /api/hello'],
  ['/v1/models?limit=1000', ['anthropic-version: 2023-06-01'], 'anthropic /v1/models?limit=1000'],
  ['/v1/models', [], 'openai /v1/models'],
  ['/models', [], 'openai /v1/models'],
  ['/v1/messagesx', [], 'openai /v1/messagesx'],
  ['/v1/chat/completions', ['Authorization: Bearer sk-proj-1'], 'openai /v1/chat/completions'],
  ['/v1/responses', ['Authorization: Bearer sk-proj-1'], 'openai /v1/responses'],
  ['/v1/responses', CHATGPT, 'chatgpt /backend-api/codex/responses'],
  ['/responses?x=1', CHATGPT, 'chatgpt /backend-api/codex/responses?x=1'],
  ['/backend-api/codex/responses', CHATGPT, 'chatgpt /backend-api/codex/responses'],
  ['/backend-api/wham/usage', CHATGPT, 'chatgpt /backend-api/wham/usage'],
  ['/w/my-app-1a2b/v1/messages', [], 'anthropic /v1/messages'],
  ['/w/my-app-1a2b/sessions', [], 'openai /v1/sessions'],
  ['/w/Not_A_Label/v1/models', [], 'openai /v1/w/Not_A_Label/v1/models'],
] as const)
  test(`sends ${path}${headers.length > 0 ? ` with ${headers.join(', ')}` : ''} to ${expected}`, async () => {
    assert.equal(await arrival(path, headers), expected);
  });

for (const [path, header] of [
  ['/v1/chat/completions', 'x-api-key: sk-ant-api03-1'],
  ['/v1/chat/completions', 'Authorization: Bearer sk-ant-oat01-1'],
  ['/v1/responses', 'anthropic-beta: x'],
  ['/v1/responses', 'x-api-key: anything'],
  ['/backend-api/codex/responses', 'Authorization: bearer sk-ant-1'],
  ['/v1/messages', 'Authorization: Bearer sk-proj-1'],
  ['/v1/messages', 'Authorization: Bearer sk-1234'],
  ['/v1/messages', 'x-api-key: sk-svcacct-1'],
  ['/v1/messages/count_tokens', 'OpenAI-Organization: org'],
  ['/messages', 'ChatGPT-Account-Id: a'],
  ['/api/hello', 'Authorization: Bearer sk-aaaT3BlbkFJbbb'],
] as const)
  test(`[6] refuses ${path} with ${header.split(':')[0]}: another provider's credential`, async () => {
    assert.equal(await arrival(path, [header]), '421 credential_mismatch');
  });

for (const [path, headers] of [
  ['/v1/messages', ['x-api-key: sk-ant-1', 'Authorization: Bearer sk-ant-1']],
  ['/v1/messages', ['Authorization: Bearer sk-ant-1']],
  ['/v1/messages', ['anthropic-version: 2023-06-01', 'Authorization: Bearer sk-litellm-virtual']],
  ['/v1/responses', ['Authorization: Bearer sk-test']],
] as const)
  test(`[6] lets ${path} with ${headers.join(', ')} through`, async () => {
    assert.match(await arrival(path, headers), /^(anthropic|openai) /);
  });

test('[5] takes the upstream from nothing that a request says', async () => {
  const other = await ScriptedUpstream.open();
  const headers = [
    `X-Forwarded-Host: 127.0.0.1:${other.port}`,
    `X-Upstream: ${other.url}`,
    `Forwarded: host=${other.url}`,
  ];
  assert.equal(
    await arrival(`/v1/models?upstream=${other.url}&base_url=${other.url}`, headers),
    `openai /v1/models?upstream=${other.url}&base_url=${other.url}`,
  );
  assert.equal(
    await arrival(`//127.0.0.1:${other.port}/v1/models`),
    `openai /v1//127.0.0.1:${other.port}/v1/models`,
  );
  assert.equal(other.waitingCount, 0);
  await other.close();
});

test('answers 502 in the dialect of the caller when the upstream refuses, and says which', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lonely = await GatewayWorker.start({ upstreams: { anthropic: url, openai: url, chatgpt: url } });
  const ask = async (path: string) => {
    const response = await fetch(`${lonely.url}${path}`, { method: 'POST', body: '{}' });
    return {
      status: response.status,
      code: response.headers.get('x-lunaroute-error'),
      body: await response.json(),
    };
  };
  const message = `Couldn't reach 127.0.0.1:${port} (ECONNREFUSED). Check the network and the upstream address in LunaRoute's settings.`;
  assert.deepEqual(await ask('/v1/messages'), {
    status: 502,
    code: 'upstream_unreachable',
    body: { type: 'error', error: { type: 'api_error', message } },
  });
  assert.deepEqual(await ask('/v1/chat/completions'), {
    status: 502,
    code: 'upstream_unreachable',
    body: { error: { message, type: 'server_error', code: 'upstream_unreachable', param: null } },
  });
  await lonely.close();
});

test('answers 502 when the upstream resets the connection before it answers, and sends nothing twice', async () => {
  const upstream = upstreams.get('anthropic');
  assert.ok(upstream);
  upstream.forget();
  const client = await RawClient.connect(gateway.port);
  client.send(rawRequest('GET /v1/messages'));
  const connection = await upstream.accept();
  await connection.until('\r\n\r\n');
  connection.socket.resetAndDestroy();
  assert.match(await client.until('\r\n\r\n'), /^HTTP\/1.1 502 .*x-lunaroute-error: upstream_closed/s);
  assert.equal(upstream.waitingCount, 0);
  client.destroy();
});
