// What the proxy adds to a request, beside a direct call and the plainest Node proxy: `node test/bench/plumbingSpeed.ts`.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { stopProcess } from '../support/processes.ts';
import { startServe } from '../support/serveProcess.ts';
import { percentile, printCalibration, printRow } from './figures.ts';

interface Target {
  name: string;
  url: URL;
  agent: http.Agent;
  /** Of what stands between client and upstream; null for nothing. */
  process: ChildProcess | null;
}

const ROUNDS = 400;
const CLIENTS = 32;
const THROUGHPUT_MS = 3000;
const STEADY_MS = 8000;
const STEADY_PER_SECOND = 100;

await main();

async function main(): Promise<void> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'lunaroute-bench-'));
  const upstream = await startScript('benchUpstream.ts');
  const plain = await startScript('plainProxy.ts', upstream.url.href);
  const serve = (name: string, ...flags: string[]) =>
    startServe([
      '--port',
      '0',
      '--data',
      path.join(data, name),
      '--anthropic-url',
      upstream.url.origin,
      ...flags,
    ]);
  const quiet = await serve('off', '--no-record');
  const recording = await serve('on');
  try {
    const targets = [
      target('direct', upstream.url, null),
      target('plain Node proxy', plain.url, plain.child),
      target('LunaRoute, not recording', new URL(quiet.url), quiet.child),
      target('LunaRoute, recording', new URL(recording.url), recording.child),
    ];
    printCalibration();
    for (const kilobytes of [30, 800]) await measureLatency(targets, kilobytes);
    await measureThroughput(targets, 30);
    await measureStreams(targets);
    await measureSteadyLoad(targets);
    for (const { agent } of targets) agent.destroy();
  } finally {
    await Promise.all([
      quiet.stop(),
      recording.stop(),
      stopProcess(plain.child),
      stopProcess(upstream.child),
    ]);
    await rm(data, { recursive: true, force: true });
  }
}

function target(name: string, url: URL, process: ChildProcess | null): Target {
  return { name, url, agent: new http.Agent({ keepAlive: true }), process };
}

/** Starts a script of this folder that prints its port. */
async function startScript(file: string, ...args: string[]): Promise<{ url: URL; child: ChildProcess }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', code => reject(new Error(`${file} ended with ${code}`)));
  });
  return { url: new URL(`http://127.0.0.1:${port}`), child };
}

/** A request of an agent whose history has about this size. */
function requestBody(kilobytes: number): string {
  const line = 'const answer = await client.messages.create({ model, messages }); // a line of code\n';
  const text = line.repeat(Math.ceil((kilobytes * 1024) / line.length));
  return JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: text }],
  });
}

/** @param onChunk sees the answer as it comes. @returns milliseconds until its end */
function send(
  to: Target,
  body: string,
  headers: http.OutgoingHttpHeaders = {},
  onChunk?: (chunk: Buffer) => void,
) {
  const startedAt = performance.now();
  return new Promise<number>((resolve, reject) => {
    const request = http.request(
      new URL('/v1/messages', to.url),
      {
        method: 'POST',
        agent: to.agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'anthropic-version': '2023-06-01',
          'x-api-key': 'sk-ant-api03-bench',
          ...headers,
        },
      },
      answer => {
        answer.on('data', (chunk: Buffer) => onChunk?.(chunk));
        answer.on('end', () => resolve(performance.now() - startedAt));
        answer.on('error', reject);
        if (answer.statusCode !== 200) reject(new Error(`${to.name} answered ${answer.statusCode}`));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** One request at a time, the targets taking turns, so that noise hits all of them alike. */
async function measureLatency(targets: readonly Target[], kilobytes: number): Promise<void> {
  const body = requestBody(kilobytes);
  const times = targets.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < targets.length; i++) {
      const at = (round + i) % targets.length;
      const ms = await send(targets[at] as Target, body);
      // Connections, caches and compilers warm up first.
      if (round >= ROUNDS / 8) times[at]?.push(ms);
    }
  }
  console.log(`\nOne request of ${kilobytes} KB at a time`);
  printRow('', ['p50', 'p95', 'added p50', '× plain proxy']);
  const [direct = [], plain = []] = times;
  const base = percentile(direct, 0.5);
  const reference = percentile(plain, 0.5) - base;
  for (const [i, { name }] of targets.entries()) {
    const p50 = percentile(times[i] ?? [], 0.5);
    const p95 = percentile(times[i] ?? [], 0.95);
    const added = i === 0 ? [] : [ms(p50 - base), ((p50 - base) / reference).toFixed(2)];
    printRow(name, [ms(p50), ms(p95), ...added]);
  }
}

async function measureThroughput(targets: readonly Target[], kilobytes: number): Promise<void> {
  const body = requestBody(kilobytes);
  console.log(`\n${CLIENTS} clients at once, ${kilobytes} KB`);
  let reference = Number.NaN;
  for (const [i, to] of targets.entries()) {
    const until = performance.now() + THROUGHPUT_MS;
    let count = 0;
    const client = async (): Promise<void> => {
      while (performance.now() < until) {
        await send(to, body);
        count++;
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    const perSecond = (count * 1000) / THROUGHPUT_MS;
    if (i === 1) reference = perSecond;
    printRow(to.name, [
      `${perSecond.toFixed(0)}/s`,
      i === 0 ? '' : `${(perSecond / reference).toFixed(2)} × plain`,
    ]);
  }
}

/** How long an event is under way from the upstream to the client. */
async function measureStreams(targets: readonly Target[]): Promise<void> {
  console.log('\nEvents of a stream, from the upstream to the client');
  printRow('', ['p50', 'p99']);
  for (const to of targets) {
    const delays: number[] = [];
    const note = (chunk: Buffer): void => {
      const now = performance.timeOrigin + performance.now();
      for (const [, sentAt] of chunk.toString().matchAll(/"sent_at":([\d.]+)/g))
        delays.push(now - Number(sentAt));
    };
    for (let i = 0; i < 3; i++) await send(to, requestBody(1), { 'x-bench-stream': '1' }, note);
    printRow(to.name, [ms(percentile(delays, 0.5)), ms(percentile(delays, 0.99))]);
  }
}

/** Processor time and memory of each proxy at a steady rate of small requests. */
async function measureSteadyLoad(targets: readonly Target[]): Promise<void> {
  if (process.platform !== 'linux') return;
  console.log(`\n${STEADY_PER_SECOND} requests of 30 KB a second for ${STEADY_MS / 1000} s`);
  printRow('', ['of one core', 'resident']);
  const body = requestBody(30);
  for (const to of targets) {
    const pid = to.process?.pid;
    if (pid === undefined) continue;
    const before = await processorMs(pid);
    const startedAt = performance.now();
    const sent: Promise<number>[] = [];
    while (performance.now() - startedAt < STEADY_MS) {
      const due = ((performance.now() - startedAt) * STEADY_PER_SECOND) / 1000;
      while (sent.length < due) sent.push(send(to, body));
      await delay(2);
    }
    await Promise.all(sent);
    const share = ((await processorMs(pid)) - before) / (performance.now() - startedAt);
    printRow(to.name, [
      `${(share * 100).toFixed(1)} %`,
      `${((await residentBytes(pid)) / 2 ** 20).toFixed(0)} MB`,
    ]);
  }
}

/** User and system time of a process so far; the kernel counts in hundredths of a second. */
async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
