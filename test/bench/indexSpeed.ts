// How fast and small the record is: `node test/bench/indexSpeed.ts [--full]`; full is 100,000 requests, 1 GB of text.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { LiveSnapshot, SessionList } from '../../src/protocol/api.ts';
import { stopProcess } from '../support/processes.ts';
import { PROJECT_ROOT } from '../support/project.ts';
import { type ServeProcess, startServe } from '../support/serveProcess.ts';
import { percentile, printCalibration, printRow } from './figures.ts';
import {
  COMMON_WORD,
  FULL_YEAR,
  OLDEST_WORD,
  RECENT_WORD,
  recordedYear,
  SMALL_YEAR,
  type YearShape,
} from './recordedYear.ts';

const ROUNDS = 15;
const PROXIED = 300;

/** What is asked, and how long it may take at full size. */
const QUESTIONS: readonly [name: string, target: string, targetMs: number][] = [
  ['sessions', '/sessions?limit=50', 20],
  ['sessions by model and tool', '/sessions?limit=50&text_search=model:opus+tool:Edit', 50],
  ['statistics', '/stats?tz=UTC', 20],
  ['statistics of a model', '/stats?tz=UTC&model=claude-opus-*', 300],
  ['statistics of a workspace', '/stats?tz=UTC&workspace=project-3', 300],
  ['statistics of a tool', '/stats?tz=UTC&tool=Edit', 300],
  ['facets', '/facets?tz=UTC', 100],
  ['search, recent sessions', `/sessions?limit=50&text_search=${RECENT_WORD}`, 50],
  ['search, in every session', `/sessions?limit=50&text_search=${COMMON_WORD}`, 50],
  ['search, beginning of a word', '/sessions?limit=50&text_search=wdcc*', 50],
  ['search, only in the oldest month', `/sessions?limit=50&text_search=${OLDEST_WORD}`, 1000],
  ['search, nowhere', '/sessions?limit=50&text_search=nobodywrotethis', 1000],
  ['search by cost, every month', '/sessions?limit=50&sort=cost&text_search=wdccing', 1000],
  ['facets of a search', `/facets?tz=UTC&text_search=${RECENT_WORD}`, 1000],
];

if (import.meta.main) await measureIndex(process.argv.includes('--full') ? FULL_YEAR : SMALL_YEAR);

/** Prints every figure of issue size and speed; a real `lunaroute serve` is asked over HTTP. */
export async function measureIndex(shape: YearShape): Promise<void> {
  const data = await recordedYear(shape);
  const upstream = await startUpstream();
  // The bundles, as they are shipped: types stripped at start take memory as well.
  const built = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: PROJECT_ROOT, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  const args = ['--port', '0', '--data', data, '--anthropic-url', upstream.url];
  const start = () => startServe(args, {}, 'dist/cli.js');
  try {
    console.log(`${shape.requests} requests, ${shape.charsPerRequest} characters each, a year`);
    printCalibration();
    const builtAt = performance.now();
    const builder = await start();
    await untilIndexed(builder);
    printRow('index brought up to date', [ms(performance.now() - builtAt)]);
    await builder.stop();
    const startedAt = performance.now();
    const serve = await start();
    await untilIndexed(serve);
    printRow('ready after start', [ms(performance.now() - startedAt), 'target 2000 ms']);
    try {
      await measureAnswers(serve, shape);
      await measureProxied(serve);
      await measureMemory(serve);
    } finally {
      await serve.stop();
    }
  } finally {
    await stopProcess(upstream.child);
  }
}

async function measureAnswers(serve: ServeProcess, shape: YearShape): Promise<void> {
  printRow('', ['first', 'p50', 'p95', 'target p50']);
  for (const [name, target, targetMs] of QUESTIONS) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const askedAt = performance.now();
      await ask(serve, target);
      times.push(performance.now() - askedAt);
    }
    const [first = Number.NaN] = times;
    printRow(name, [
      ms(first),
      ms(percentile(times, 0.5)),
      ms(percentile(times, 0.95)),
      shape === FULL_YEAR ? `${targetMs} ms` : '',
    ]);
  }
}

/** Small proxied requests alone, and while searches that read every month run without a pause. */
async function measureProxied(serve: ServeProcess): Promise<void> {
  await proxied(serve, PROXIED / 3);
  const alone = await proxied(serve, PROXIED);
  let isSearching = true;
  const searching = (async () => {
    for (let n = 0; isSearching; n++)
      await ask(serve, `/sessions?limit=50&sort=cost&text_search=wdc*+-x${n}`);
  })();
  const meanwhile = await proxied(serve, PROXIED);
  isSearching = false;
  await searching;
  printRow('', ['p50', 'p99']);
  printRow('proxied request', [ms(percentile(alone, 0.5)), ms(percentile(alone, 0.99))]);
  printRow('… during searches', [ms(percentile(meanwhile, 0.5)), ms(percentile(meanwhile, 0.99))]);
}

/** Resident above an idle Node: as it stands after the searches, and the most while everything is saved at the end. */
async function measureMemory(serve: ServeProcess): Promise<void> {
  if (process.platform !== 'linux') return;
  const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await delay(500);
  const idleBytes = await resident(idle);
  await stopProcess(idle);
  const after = await resident(serve.child);
  let most = after;
  const stopping = serve.stop();
  while (serve.child.exitCode === null && serve.child.signalCode === null) {
    most = Math.max(most, await resident(serve.child));
    await delay(5);
  }
  await stopping;
  printRow('', ['resident', 'target']);
  printRow('after the searches', [megabytes(after - idleBytes), '400 MB']);
  printRow('while snapshotting', [megabytes(most - idleBytes), '400 MB']);
}

async function proxied(serve: ServeProcess, count: number): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: true });
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const sentAt = performance.now();
    await post(serve, agent, `Question ${i}: ${'why is it so? '.repeat(300)}`);
    times.push(performance.now() - sentAt);
  }
  agent.destroy();
  return times;
}

function post({ url }: ServeProcess, agent: http.Agent, content: string): Promise<void> {
  const body = JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 10,
    messages: [{ role: 'user', content }],
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'anthropic-version': '2023-06-01',
    'x-api-key': 'sk-ant-api03-bench',
  };
  return new Promise((resolve, reject) => {
    const request = http.request(new URL('/v1/messages', url), { method: 'POST', agent, headers }, answer => {
      answer.on('end', resolve).on('error', reject).resume();
    });
    request.on('error', reject).end(body);
  });
}

async function ask<Answer>({ url, token }: ServeProcess, target: string): Promise<Answer> {
  const answer = await fetch(`${url}${target}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** Until no journal is being read any more and the first page of sessions was given. */
async function untilIndexed(serve: ServeProcess): Promise<void> {
  for await (const { rebuild } of liveSnapshots(serve)) {
    if (rebuild === null && ((await ask<SessionList>(serve, '/sessions?limit=50')).total ?? 0) > 0) return;
  }
}

async function* liveSnapshots({ url, token }: ServeProcess): AsyncGenerator<LiveSnapshot> {
  const events = await fetch(`${url}/events`, { headers: { authorization: `Bearer ${token}` } });
  let text = '';
  for await (const chunk of events.body ?? []) {
    text += Buffer.from(chunk).toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as LiveSnapshot;
  }
}

async function startUpstream(): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'benchUpstream.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', code => reject(new Error(`The upstream ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, child };
}

/** 0 once the process is gone. */
async function resident({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}
