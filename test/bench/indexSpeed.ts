// How fast the index is with 100,000 requests: `node test/bench/indexSpeed.ts [requests] [chars of text a request]`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { SessionQuery, StatsQuery } from '../../src/protocol/api.ts';
import { listSessions } from '../../src/recorder/index/query/listSessions.ts';
import { readStats } from '../../src/recorder/index/query/readStats.ts';
import { openTestIndex, SessionWriter, testId } from '../support/recordFixture.ts';

const REQUESTS = Number(process.argv[2] ?? 100_000);
const CHARS = Number(process.argv[3] ?? 600);
const REQUESTS_PER_SESSION = 50;
const DAYS = 365;
const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-opus-4-1-20250805', 'claude-haiku-4-5-20251001'];
const TOOLS = ['Read', 'Edit', 'Bash', 'Grep', 'Write'];

let seed = 1;
/** The same numbers in every run. */
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
}

function words(chars: number): string {
  let text = '';
  while (text.length < chars) text += `w${random(random(2) === 0 ? 300 : 40_000).toString(36)} `;
  return text;
}

async function timed(name: string, work: () => unknown, runs = 1): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)] ?? 0;
  const first = runs > 1 ? `   slowest ${(times.at(-1) ?? 0).toFixed(1)} ms` : '';
  console.log(`${name.padEnd(52)} ${middle.toFixed(1).padStart(9)} ms${first}`);
}

/** A whole session as text of its journal: written in one piece, since the writing is not what is measured. */
function journalOf(writer: SessionWriter, n: number, startMs: number): string {
  const at = (i: number): string => new Date(startMs + i * 90_000).toISOString();
  const events = [writer.started(), writer.titled(`Session ${n}`, at(0))];
  for (let i = 0; i < REQUESTS_PER_SESSION; i++) {
    const requestId = testId(n * REQUESTS_PER_SESSION + i);
    const rare = n === 0 && i === 0 ? ' zyzzyvaoldest' : '';
    const text = words(CHARS / 2) + rare;
    events.push(...writer.ask({ requestId, at: at(i), messages: [{ role: 'user', content: text }] }));
    const call = { type: 'tool_use', id: `t${n}-${i}`, name: TOOLS[random(TOOLS.length)] ?? '', input: {} };
    const content = [{ type: 'text', text: words(CHARS / 2) }, ...(random(2) === 0 ? [call] : [])];
    const model = MODELS[random(MODELS.length)] ?? '';
    const isFailed = random(50) === 0;
    events.push(
      writer.answer({
        requestId,
        at: at(i),
        content,
        model,
        ...(isFailed ? { outcome: 'error', status: 529 } : {}),
      }),
    );
  }
  return events.map(event => `${JSON.stringify(event)}\n`).join('');
}

async function generate(dataFolder: string): Promise<void> {
  const sessions = Math.ceil(REQUESTS / REQUESTS_PER_SESSION);
  for (let n = 0; n < sessions; n++) {
    const startMs = NOW - DAYS * 86_400_000 + Math.floor((n / sessions) * DAYS * 86_400_000);
    const startedAt = new Date(startMs).toISOString();
    const writer = new SessionWriter(dataFolder, { id: testId(n), startedAt, workspace: `project-${n % 7}` });
    const file = path.join(dataFolder, writer.file);
    await mkdir(path.dirname(file), { recursive: true });
    await appendFile(file, journalOf(writer, n, startMs));
  }
}

function calibrate(): void {
  const data = Buffer.alloc(32 * 1024 * 1024, 7);
  createHash('sha256').update(data).digest();
  const object = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, i) => [`key${i}`, { i, text: 'x'.repeat(20) }]),
  );
  JSON.parse(JSON.stringify(object));
}

async function rebuild(dataFolder: string): Promise<void> {
  const { index } = await openTestIndex(dataFolder, { now: () => NOW });
  await timed('rebuild everything from the journals', () => index.replay());
  await timed('snapshot of the index', () => index.snapshot());
  await index.close();
  const size = (await stat(path.join(dataFolder, 'index.sqlite'))).size;
  console.log(`index.sqlite: ${(size / 2 ** 20).toFixed(1)} MB`);
}

async function query(dataFolder: string): Promise<void> {
  const idleBytes = process.memoryUsage().rss;
  const startedAt = performance.now();
  const { index } = await openTestIndex(dataFolder, { now: () => NOW });
  await index.replay();
  console.log(`open and be ready (target 2 s): ${(performance.now() - startedAt).toFixed(0)} ms`);
  const list = (asked: SessionQuery) => () =>
    listSessions({ index, now: NOW, signal: new AbortController().signal }, asked);
  const stats = (asked: StatsQuery) => () => readStats(index, asked, NOW);
  await timed('sessions, unfiltered (target 20 ms)', list({}), 9);
  await timed('sessions by model and tool', list({ model: 'claude-opus-*', tool: 'Edit' }), 9);
  await timed('sessions by status 529', list({ text_search: 'status:529' }), 9);
  await timed('statistics, unfiltered, by day (target 20 ms)', stats({}), 9);
  await timed('statistics of today (each live snapshot)', stats({ days: 1, by: 'model' }), 9);
  await timed('statistics by model of a month', stats({ days: 30, by: 'model' }), 9);
  await timed('statistics of a model (target 300 ms)', stats({ model: 'claude-opus-*' }), 9);
  await timed('statistics of a workspace', stats({ workspace: 'project-3' }), 9);
  await timed('statistics of a tool', stats({ tool: 'Edit' }), 9);
  await timed('statistics by tool', stats({ by: 'tool' }), 9);
  await timed('statistics by day in Nepal', stats({ tz: 'Asia/Kathmandu' }), 9);
  await timed('search, common word, first page (target 50 ms)', list({ text_search: 'w1' }), 9);
  await timed('search, three words, ten sessions', list({ text_search: 'w1 w2 w3', limit: 10 }), 9);
  await timed('search, only in the oldest month (target 1 s)', list({ text_search: 'zyzzyvaoldest' }), 3);
  await timed('search, sorted by cost: reads every month', list({ text_search: 'w1', sort: 'cost' }), 3);
  await timed('snapshot of the index', () => index.snapshot());
  const grownBytes = process.memoryUsage().rss - idleBytes;
  console.log(`resident memory above an idle Node (target 400 MB): ${(grownBytes / 2 ** 20).toFixed(0)} MB`);
  await index.close();
}

/** In a process of its own, so that memory and caches are those of a start. */
function runPhase(name: string, dataFolder: string): void {
  const args = [process.argv[1] ?? '', String(REQUESTS), String(CHARS), name, dataFolder];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} failed`);
}

const [phase, phaseFolder = ''] = process.argv.slice(4);
if (phase === 'rebuild') await rebuild(phaseFolder);
else if (phase === 'query') await query(phaseFolder);
else {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lunaroute-bench-'));
  try {
    console.log(
      `${REQUESTS} requests, ${CHARS} characters each, ${DAYS} days, Node ${process.versions.node}`,
    );
    await timed('calibration: hash 32 MB, JSON of 50,000 objects', calibrate, 3);
    await generate(folder);
    runPhase('rebuild', folder);
    runPhase('query', folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
