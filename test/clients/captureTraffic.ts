// Captures traffic of the real clients for test/fixtures/clients: node test/clients/captureTraffic.ts FOLDER
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import type { CaptureMessage } from '../../src/protocol/capture.ts';
import { writeTraffic } from '../support/clientTraffic.ts';
import { GatewayWorker, upstreamsAt } from '../support/gatewayWorker.ts';
import { type RealClients, useRealClients } from '../support/realClients.ts';

const WORKSPACE = '/w/project-1a2b3c';
const READ = 'Read secret.ts and say marmalade.';

type Scenario = (clients: RealClients, url: string) => Promise<unknown[]>;

const SCENARIOS: Record<string, Scenario> = {
  'claude-code-resumed': async (clients, url) => {
    const first = await runClaude(clients, url, [`${READ} demo:tool Read`]);
    const { session_id } = z.object({ session_id: z.string() }).parse(first.at(-1));
    const again = await runClaude(clients, url, [
      '--resume',
      session_id,
      'Thank you, now say plum. demo:no-tools',
    ]);
    return [...first, ...again];
  },
  'claude-code-write': (clients, url) =>
    runClaude(clients, url, ['Read secret.ts and write it anew. demo:tool Write']),
  'codex-websocket': (clients, url) =>
    runCodexTwice(clients, ['-c', `openai_base_url="${url}${WORKSPACE}/v1"`]),
  'codex-http': (clients, url) =>
    runCodexTwice(clients, [
      ...['-c', 'model_provider=own', '-c'],
      `model_providers.own={name="own",base_url="${url}${WORKSPACE}/v1",wire_api="responses",env_key="REAL_CLIENT_KEY"}`,
    ]),
  opencode: (clients, url) =>
    clients.run('opencode', ['run', '--format', 'json', '-m', 'anthropic/claude-sonnet-4-5', READ], {
      ANTHROPIC_BASE_URL: `${url}${WORKSPACE}/v1`,
      ANTHROPIC_API_KEY: 'sk-ant-api03-real-client',
    }),
};

function runClaude(clients: RealClients, url: string, args: string[]): Promise<unknown[]> {
  const options = ['--model', 'claude-sonnet-4-5', '--allowedTools', 'Read,Write', '--output-format', 'json'];
  return clients.run('claude', ['-p', ...args, ...options], {
    ANTHROPIC_BASE_URL: url + WORKSPACE,
    ANTHROPIC_API_KEY: 'sk-ant-api03-real-client',
    ENABLE_TOOL_SEARCH: 'true',
    DISABLE_AUTOUPDATER: '1',
  });
}

async function runCodexTwice(clients: RealClients, provider: string[]): Promise<unknown[]> {
  const options = ['--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'];
  const run = (...args: string[]): Promise<unknown[]> =>
    clients.run(
      'codex',
      ['exec', ...args.slice(0, -1), ...options, '-c', 'model=gpt-5.1', ...provider, ...args.slice(-1)],
      {
        CODEX_API_KEY: 'sk-real-client',
        REAL_CLIENT_KEY: 'sk-real-client',
      },
    );
  const first = await run(`${READ} demo:tool exec_command`);
  const started = z.object({ type: z.literal('thread.started'), thread_id: z.string() });
  const thread = first.map(event => started.safeParse(event).data).find(event => event !== undefined);
  const again = await run('resume', thread?.thread_id ?? '', 'Thank you. demo:no-tools');
  return [...first, ...again];
}

/** Everything the gateway told of the run; what the client reported stands beside it, to be compared by hand. */
async function capture(
  scenario: Scenario,
  clients: RealClients,
): Promise<{ traffic: string; reported: string }> {
  const demo = await startDemoUpstream({ port: 0 });
  const gateway = await GatewayWorker.start({ upstreams: upstreamsAt(demo.url) });
  const recorder = await gateway.attachRecorder();
  try {
    const reported = await scenario(clients, gateway.url);
    const isEnded = (messages: readonly CaptureMessage[]) =>
      messages.filter(({ type }) => type === 'exchange_started').length ===
      messages.filter(({ type }) => type === 'exchange_ended').length;
    for (let nth = 1; !isEnded(recorder.messages); nth++) await recorder.wait('exchange_ended', nth);
    return { traffic: writeTraffic(recorder.messages), reported: JSON.stringify(reported, null, 2) };
  } finally {
    await gateway.close();
    await demo.close();
  }
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('Where to? node test/clients/captureTraffic.ts FOLDER');
await mkdir(folder, { recursive: true });
const clients = await useRealClients();
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  const { traffic, reported } = await capture(scenario, clients);
  await writeFile(path.join(folder, `${name}.jsonl`), traffic);
  await writeFile(path.join(folder, `${name}.reported.json`), reported);
  console.log(`${name}: ${traffic.length} characters`);
}
await clients.remove();
