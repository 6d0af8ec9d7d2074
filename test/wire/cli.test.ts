// The command line as a process, with real workers and official clients against the demo upstream.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import type { SessionDetail, SessionList } from '../../src/protocol/api.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { followEvents } from '../../src/service/apiEvents.ts';
import { CliProcess, runCli } from '../support/cliProcess.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';

const PARAMETERS = {
  type: 'object' as const,
  properties: { city: { type: 'string' } },
  required: ['city'],
};

async function startDemo(t: TestContext) {
  const demo = await startDemoUpstream({ port: 0 });
  cleanUp(t, () => demo.close());
  const upstreams = [
    ...['--anthropic-url', demo.url],
    ...['--openai-url', `${demo.url}/v1`],
    ...['--chatgpt-url', `${demo.url}/backend-api/codex`],
  ];
  return { demo, upstreams };
}

async function serve(t: TestContext, data: string, upstreams: string[], extra: Record<string, string> = {}) {
  const process = new CliProcess(t, ['serve', '--port', '0', '--data', data, ...upstreams], extra);
  const line = await process.listening();
  const api = new ApiClient(() => line);
  cleanUp(t, () => api.dispose());
  return { process, line, api };
}

async function anthropicToolLoop(url: string): Promise<string> {
  const client = new Anthropic({ apiKey: 'sk-ant-secret', baseURL: url, maxRetries: 0 });
  const request = {
    model: 'claude-haiku-4-5',
    max_tokens: 1000,
    tools: [{ name: 'get_weather', input_schema: PARAMETERS }],
  };
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'Weather for the wombat?' }];
  const first = await client.messages.stream({ ...request, messages }).finalMessage();
  const call = first.content.find(block => block.type === 'tool_use');
  messages.push({ role: 'assistant', content: first.content });
  const result = {
    type: 'tool_result' as const,
    tool_use_id: call?.id ?? '',
    content: 'sunny as a kookaburra',
  };
  messages.push({ role: 'user', content: [result] });
  const last = await client.messages.stream({ ...request, messages }).finalMessage();
  return last.content.find(block => block.type === 'text')?.text ?? '';
}

/** Waits for the live event after which `accepts` likes the list of sessions. */
async function sessionsWhere(
  api: ApiClient,
  accepts: (list: SessionList) => boolean | Promise<boolean>,
): Promise<SessionList> {
  const stop = new AbortController();
  try {
    return await new Promise<SessionList>((resolve, reject) => {
      const look = async () => {
        const list = await api.sessions();
        if (await accepts(list)) resolve(list);
      };
      void followEvents(api, { live: () => void look().catch(reject) }, stop.signal);
    });
  } finally {
    stop.abort();
  }
}

test('a tool loop of an official client is recorded with tokens and cost, and survives kill -9', async t => {
  const { upstreams } = await startDemo(t);
  const data = path.join(await temporaryFolder(t), 'data');
  const first = await serve(t, data, upstreams);
  assert.match(await anthropicToolLoop(first.line.url), /kookaburra[\s\S]*wombat/);
  const isWhole = async ({ sessions: [session] }: SessionList) => {
    const requests = session === undefined ? [] : (await first.api.session(session.id)).requests;
    return requests.length === 2 && requests.every(({ outcome }) => outcome === 'ok');
  };
  await sessionsWhere(first.api, isWhole);
  const { sessions } = await first.api.sessions();
  assert.equal(sessions.length, 1);
  const [session] = sessions;
  assert.equal(session?.client, 'anthropic-sdk');
  assert.equal(session?.tool_call_count, 1);
  assert.deepEqual(session?.models, ['claude-haiku-4-5']);
  assert.ok((session?.input_tokens ?? 0) > 0 && (session?.cost_usd ?? 0) > 0);
  await first.api.control('flush');
  await first.process.end('SIGKILL');

  const second = await serve(t, data, upstreams);
  const after = await sessionsWhere(second.api, list => list.sessions.length > 0);
  const { live: _live, ...kept } = after.sessions[0] ?? {};
  const { live: _before, ...recorded } = session ?? {};
  assert.deepEqual(kept, recorded);
  const detail: SessionDetail = await second.api.session(session?.id ?? '');
  assert.deepEqual(
    detail.requests.map(({ status, outcome }) => [status, outcome]),
    [
      [200, 'ok'],
      [200, 'ok'],
    ],
  );

  const found = await runCli(['search', 'kookaburra', '--data', data]);
  assert.match(found.stdout, new RegExp(`^${session?.id} .*anthropic-sdk`));
  assert.match(found.stdout, /«kookaburra»/);
  const listed = await runCli(['sessions', '--json'], { LUNAROUTE_DATA_FOLDER: data });
  assert.equal((JSON.parse(listed.stdout) as SessionList).sessions[0]?.id, session?.id);
  const stats = await runCli(['stats', '--data', data]);
  assert.match(stats.stdout, /get_weather/);
  const metrics = await runCli(['metrics', '--data', data]);
  assert.match(metrics.stdout, /^# HELP lunaroute_/m);
});

test('OpenAI clients stream through it, by Chat and by Responses', async t => {
  const { upstreams } = await startDemo(t);
  const { line, api } = await serve(t, await temporaryFolder(t), upstreams);
  const client = new OpenAI({ apiKey: 'sk-secret', baseURL: `${line.url}/v1`, maxRetries: 0 });
  const chat = await client.chat.completions.create({
    model: 'gpt-5-mini',
    messages: [{ role: 'user', content: 'Hello numbat' }],
  });
  assert.match(chat.choices[0]?.message.content ?? '', /numbat/);
  const response = await client.responses
    .stream({ model: 'gpt-5.1', input: 'Hello bandicoot' })
    .finalResponse();
  assert.match(response.output_text, /bandicoot/);
  const isWhole = ({ sessions }: SessionList) =>
    sessions.length === 2 && sessions.every(({ cost_usd }) => cost_usd !== null);
  const { sessions } = await sessionsWhere(api, isWhole);
  assert.deepEqual(sessions.flatMap(({ models }) => models).sort(), ['gpt-5-mini', 'gpt-5.1']);
});

test('the first signal lets a stream end, prints the statistics and exits with 0', async t => {
  const { upstreams } = await startDemo(t);
  const { line, process } = await serve(t, await temporaryFolder(t), upstreams);
  const client = new Anthropic({ apiKey: 'k', baseURL: line.url, maxRetries: 0 });
  const content = 'demo:slow 100 demo:words 40';
  const stream = client.messages.stream({
    model: 'claude-haiku-4-5',
    max_tokens: 100,
    messages: [{ role: 'user', content }],
  });
  const exit = new Promise<number | null>(resolve => {
    stream.once('text', () => resolve(process.end('SIGTERM')));
  });
  const message = await stream.finalMessage();
  assert.equal(message.stop_reason, 'end_turn');
  assert.equal(await exit, 0, process.stderr);
  assert.match(process.stderr, /Requests\s+1/);
});

test('a second signal exits at once', { skip: process.platform === 'win32' }, async t => {
  const { upstreams } = await startDemo(t);
  const { line, process } = await serve(t, await temporaryFolder(t), upstreams);
  const hanging = fetch(`${line.url}/v1/messages`, {
    method: 'POST',
    headers: { 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model: 'm',
      stream: true,
      messages: [{ role: 'user', content: 'demo:slow 9000' }],
    }),
  }).then(response => response.text());
  const broken = assert.rejects(hanging);
  const api = new ApiClient(() => line);
  cleanUp(t, () => api.dispose());
  const stop = new AbortController();
  await new Promise<void>(resolve => {
    void followEvents(api, { live: ({ active_count }) => active_count === 1 && resolve() }, stop.signal);
  });
  stop.abort();
  const exit = process.end('SIGINT');
  // The first signal has arrived when new requests are refused.
  for (let status = 200; status === 200; )
    status = await api.health().then(
      ({ state }) => (state === 'running' ? 200 : 503),
      () => 503,
    );
  process.child.kill('SIGINT');
  assert.equal(await exit, 130);
  await broken;
});

test('a data folder in use is an error that names process and address', async t => {
  const { upstreams } = await startDemo(t);
  const data = await temporaryFolder(t);
  const { process, line } = await serve(t, data, upstreams);
  const { code, stderr } = await runCli(['serve', '--port', '0', '--data', data]);
  assert.equal(code, 1);
  assert.equal(
    stderr,
    `lunaroute: ${data} is in use by process ${process.child.pid} at ${line.url}. Stop it, or choose another data folder.\n`,
  );
});

test('a data folder that cannot be made is named', async t => {
  const file = path.join(await temporaryFolder(t), 'file');
  await writeFile(file, '');
  const { code, stderr } = await runCli(['serve', '--data', path.join(file, 'data')]);
  assert.equal(code, 1);
  assert.match(stderr, /The data folder .*file.data can't be used/);
});

test('settings come from file, environment and options, in that order', async t => {
  const { demo } = await startDemo(t);
  const folder = await temporaryFolder(t);
  const config = path.join(folder, 'lunaroute.yaml');
  await writeFile(
    config,
    `port: 1\nupstream:\n  anthropic: "\${UP}"\nopenMetrics: true\nrecord.enabled: true\n`,
  );
  const child = new CliProcess(
    t,
    ['serve', '--config', config, '--port', '0', '--data', path.join(folder, 'data')],
    { UP: demo.url, LUNAROUTE_RECORD_ENABLED: 'false' },
  );
  const { url } = await child.listening();
  const health = (await (await fetch(`${url}/healthz`)).json()) as { recording: string };
  assert.equal(health.recording, 'off');
  assert.equal((await fetch(`${url}/metrics`)).status, 200);
  assert.equal((await fetch(`${url}/api/hello`)).status, 200);
});

for (const [name, args, environment, message] of [
  ['an unknown option', ['serve', '--prot', '1'], {}, /--prot/],
  ['a port that is no number', ['serve', '--port', 'x'], {}, /--port must be a number/],
  ['an upstream that is not allowed', ['serve', '--openai-url', 'http://a.b'], {}, /--openai-url.*https/],
  ['a missing file', ['serve', '--config', 'no-such.yaml'], {}, /no-such\.yaml.*ENOENT/],
  ['an unknown variable', ['serve'], { LUNAROUTE_PROT: '1' }, /LUNAROUTE_PROT/],
  ['an unknown command', ['sreve'], {}, /"sreve"/],
  ['a search without words', ['search'], {}, /words/],
] as const)
  test(`${name} is named, with exit code 2`, async () => {
    const { code, stdout, stderr } = await runCli([...args], environment);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, message);
  });

test('asking where nothing runs says so', async t => {
  const data = await temporaryFolder(t);
  const { code, stderr } = await runCli(['sessions', '--data', data]);
  assert.equal(code, 1);
  assert.match(stderr, /No LunaRoute is running/);
});

test('every command explains itself', async () => {
  for (const command of [
    ...['serve', 'sessions', 'search', 'stats', 'metrics', 'import', 'demo'],
    ...['compact', 'retention', 'move-data', 'reveal', 'rotate-key'],
  ]) {
    const { code, stdout } = await runCli([command, '--help']);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: lunaroute ${command}`));
  }
});
