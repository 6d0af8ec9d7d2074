// The real Claude Code, Codex and OpenCode complete a tool loop through the proxy and are recorded to the cent.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import * as z from 'zod/mini';
import { type DemoUpstream, startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import type { SessionDetail, SessionList, SessionSummary } from '../../src/protocol/api.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { type RealClients, useRealClients } from '../support/realClients.ts';
import { type ServeProcess, startServe } from '../support/serveProcess.ts';

const PROMPT = 'Read secret.ts and say marmalade.';
const WORKSPACE = 'project-1a2b3c';
const MODEL = 'claude-sonnet-4-5';

let data: string;
let demo: DemoUpstream;
let serve: ServeProcess;
let clients: RealClients;
let api: ApiClient;

before(async () => {
  clients = await useRealClients();
  data = await mkdtemp(path.join(os.tmpdir(), 'lunaroute-data-'));
  demo = await startDemoUpstream({ port: 0 });
  serve = await startServe([
    ...['--port', '0', '--data', data, '--anthropic-url', demo.url],
    ...['--openai-url', `${demo.url}/v1`, '--chatgpt-url', `${demo.url}/backend-api/codex`],
  ]);
  api = new ApiClient(() => serve);
});

after(async () => {
  await serve?.stop();
  await demo?.close();
  await clients?.remove();
  await rm(data, { recursive: true, force: true });
});

const claudeResult = z.object({
  session_id: z.string(),
  total_cost_usd: z.number(),
  result: z.string(),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_creation_input_tokens: z.number(),
    cache_read_input_tokens: z.number(),
  }),
});

test('Claude Code: session id, tokens and cost are those it reports itself', async () => {
  const [last] = (
    await clients.run(
      'claude',
      [
        '-p',
        `${PROMPT} demo:tool Read`,
        '--model',
        MODEL,
        '--allowedTools',
        'Read',
        '--output-format',
        'json',
      ],
      {
        ANTHROPIC_BASE_URL: `${serve.url}/w/${WORKSPACE}`,
        ANTHROPIC_API_KEY: 'sk-ant-api03-real-client',
        ENABLE_TOOL_SEARCH: 'true',
        DISABLE_AUTOUPDATER: '1',
      },
    )
  ).slice(-1);
  const reported = claudeResult.parse(last);
  assert.match(reported.result, /pineapple/);
  const session = await findSession('claude-code');
  const { usage } = reported;
  assert.deepEqual(factsOf(session), {
    client_session_id: reported.session_id,
    workspace: WORKSPACE,
    request_count: 2,
    tool_call_count: 1,
    error_count: 0,
    input_tokens: usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens,
    output_tokens: usage.output_tokens,
    cost_usd: reported.total_cost_usd.toFixed(6),
  });
  assert.match(session.title ?? '', /^Read secret\.ts and say marmalade/);
});

const codexEvent = z.union([
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({
    type: z.literal('turn.completed'),
    usage: z.object({
      input_tokens: z.number(),
      cached_input_tokens: z.number(),
      output_tokens: z.number(),
      reasoning_output_tokens: z.number(),
    }),
  }),
]);

for (const transport of ['websocket', 'http'] as const) {
  test(`Codex over ${transport}: session id and tokens are those it reports itself`, async () => {
    const events = await clients.run('codex', codexArguments(transport), {
      CODEX_API_KEY: 'sk-real-client',
      REAL_CLIENT_KEY: 'sk-real-client',
    });
    const known = events.flatMap(event => codexEvent.safeParse(event).data ?? []);
    const threadId = known.find(event => event.type === 'thread.started')?.thread_id;
    const usage = known.find(event => event.type === 'turn.completed')?.usage;
    assert.ok(threadId !== undefined && usage !== undefined, JSON.stringify(events));

    const session = await findSession('codex', threadId);
    const { cost_usd: cost, ...facts } = factsOf(session);
    assert.deepEqual(facts, {
      client_session_id: threadId,
      workspace: WORKSPACE,
      request_count: 2,
      tool_call_count: 1,
      error_count: 0,
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
    });
    assert.equal(session.cache_read_tokens, usage.cached_input_tokens);
    assert.equal(session.reasoning_tokens, usage.reasoning_output_tokens);
    assert.equal(cost, gpt51Cost(usage).toFixed(6));
    const detail = await api.get<SessionDetail>(`/sessions/${session.id}`);
    assert.deepEqual(
      detail.requests.map(request => request.transport),
      [transport, transport],
    );
  });
}

const openCodeStep = z.object({
  type: z.literal('step_finish'),
  sessionID: z.string(),
  part: z.object({
    cost: z.number(),
    tokens: z.object({
      input: z.number(),
      output: z.number(),
      cache: z.object({ read: z.number(), write: z.number() }),
    }),
  }),
});

test('OpenCode: session id, tokens and cost of its steps are those it reports itself', async () => {
  const events = await clients.run(
    'opencode',
    ['run', '--format', 'json', '-m', `anthropic/${MODEL}`, PROMPT],
    { ANTHROPIC_BASE_URL: `${serve.url}/w/${WORKSPACE}/v1`, ANTHROPIC_API_KEY: 'sk-ant-api03-real-client' },
  );
  const steps = events.flatMap(event => openCodeStep.safeParse(event).data ?? []);
  assert.equal(steps.length, 2, JSON.stringify(events));
  const session = await findSession('opencode', steps[0]?.sessionID);
  assert.equal(session.tool_call_count, 1);
  assert.match(session.title ?? '', /marmalade/);
  // The request that names the conversation is no step, and goes to a smaller model.
  const detail = await api.get<SessionDetail>(`/sessions/${session.id}`);
  const asked = detail.requests.filter(request => request.model === MODEL);
  assert.deepEqual(
    asked.map(request => [request.input_tokens, request.output_tokens, request.cost_usd?.toFixed(6)]),
    steps.map(({ part: { tokens, cost } }) => [
      tokens.input + tokens.cache.read + tokens.cache.write,
      tokens.output,
      cost.toFixed(6),
    ]),
  );
});

function codexArguments(transport: 'websocket' | 'http'): string[] {
  const base = `${serve.url}/w/${WORKSPACE}/v1`;
  // Only a provider of one's own is asked over HTTP from the start.
  const provider =
    transport === 'websocket'
      ? ['-c', `openai_base_url="${base}"`]
      : [
          ...['-c', 'model_provider=own'],
          '-c',
          `model_providers.own={name="own",base_url="${base}",wire_api="responses",env_key="REAL_CLIENT_KEY"}`,
        ];
  return [
    ...['exec', '--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'],
    ...['-c', 'model=gpt-5.1', ...provider, `${PROMPT} demo:tool exec_command`],
  ];
}

/** List price of gpt-5.1: $1.25 a million tokens of input, $0.125 from cache, $10 of output. */
function gpt51Cost(usage: {
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
}): number {
  const fresh = usage.input_tokens - usage.cached_input_tokens;
  return (fresh * 1.25 + usage.cached_input_tokens * 0.125 + usage.output_tokens * 10) / 1e6;
}

async function findSession(client: string, clientSessionId?: string): Promise<SessionSummary> {
  await api.post('/control/flush');
  const { sessions } = await api.get<SessionList>(`/sessions?client=${client}`);
  const found = sessions.find(
    session => clientSessionId === undefined || session.client_session_id === clientSessionId,
  );
  assert.ok(
    found !== undefined,
    `No session of ${client} ${clientSessionId ?? ''}: ${JSON.stringify(sessions)}`,
  );
  return found;
}

function factsOf(session: SessionSummary) {
  return {
    client_session_id: session.client_session_id,
    workspace: session.workspace,
    request_count: session.request_count,
    tool_call_count: session.tool_call_count,
    error_count: session.error_count,
    input_tokens: session.input_tokens,
    output_tokens: session.output_tokens,
    cost_usd: session.cost_usd?.toFixed(6),
  };
}
