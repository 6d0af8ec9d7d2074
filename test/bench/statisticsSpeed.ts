// How fast statistics are with 100,000 requests, from the index to the page: `node test/bench/statisticsSpeed.ts [requests]`.
import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { StatsQuery } from '../../src/protocol/api.ts';
import { readStats } from '../../src/recorder/index/query/readStats.ts';
import type { RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { openTestIndex, SessionWriter, testId } from '../support/recordFixture.ts';
import { percentile, printCalibration, printRow } from './figures.ts';

const PER_SESSION = 50;
const DAYS = 365;
const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-opus-4-1-20250805', 'claude-haiku-4-5-20251001'];
const TOOLS = ['Read', 'Edit', 'Bash', 'Grep', 'Write'];
const CLIENTS = ['claude-code', 'codex', 'opencode'];
const RUNS = 9;

async function main(requests: number): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lunaroute-bench-'));
  try {
    printCalibration();
    await writeSessions(folder, requests);
    const { index } = await openTestIndex(folder, { now: () => NOW });
    await index.replay();
    measureApi(index);
    await index.close();
    const script = path.join(import.meta.dirname, '../e2e/webview/statisticsPageSpeed.ts');
    const { status } = spawnSync(process.execPath, [script, folder], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function measureApi(index: RecordIndex): void {
  const all = 'previous,latency,heat_map,top_sessions,providers,clients,workspaces';
  const queries: [string, StatsQuery][] = [
    ['unfiltered, by day', {}],
    ['unfiltered, the whole page', { by: 'auto', split: 'model', include: all }],
    ['30 days, the whole page', { days: 30, by: 'auto', split: 'model', include: all }],
    ['latencies of a year', { include: 'latency' }],
    ['heat map in Nepal', { include: 'heat_map', tz: 'Asia/Kathmandu' }],
    ['a model, the whole page', { model: 'claude-opus-*', by: 'auto', split: 'model', include: all }],
    ['a workspace, the whole page', { workspace: 'project-3', by: 'auto', split: 'model', include: all }],
    ['a tool, the whole page', { tool: 'Edit', by: 'auto', split: 'model', include: all }],
    ['by tool', { by: 'tool' }],
  ];
  printRow('GET /stats', ['P50', 'slowest']);
  for (const [name, query] of queries) {
    const times = Array.from({ length: RUNS }, () => {
      const startedAt = performance.now();
      JSON.stringify(readStats(index, query, NOW));
      return performance.now() - startedAt;
    });
    printRow(name, [`${percentile(times, 0.5).toFixed(1)} ms`, `${Math.max(...times).toFixed(1)} ms`]);
  }
}

let seed = 1;

if (process.argv[1] === import.meta.filename) await main(Number(process.argv[2] ?? 100_000));

/** The same numbers in every run. */
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
}

async function writeSessions(dataFolder: string, requests: number): Promise<void> {
  const sessions = Math.ceil(requests / PER_SESSION);
  for (let n = 0; n < sessions; n++) {
    const startMs = NOW - DAYS * DAY_MS + Math.floor((n / sessions) * DAYS * DAY_MS);
    const writer = new SessionWriter(dataFolder, {
      id: testId(n),
      startedAt: new Date(startMs).toISOString(),
      workspace: `project-${n % 7}`,
      client: CLIENTS[n % CLIENTS.length] ?? '',
    });
    const file = path.join(dataFolder, writer.file);
    await mkdir(path.dirname(file), { recursive: true });
    await appendFile(file, journalOf(writer, n, startMs));
  }
}

/** A whole session as text of its journal: the writing is not what is measured. */
function journalOf(writer: SessionWriter, n: number, startMs: number): string {
  const events = [writer.started(), writer.titled(`Session ${n}`, new Date(startMs).toISOString())];
  for (let i = 0; i < PER_SESSION; i++) {
    const requestId = testId(n * PER_SESSION + i);
    const at = new Date(startMs + i * 90_000).toISOString();
    const toolResults =
      i > 0 ? [{ call_id: `t${n}-${i - 1}`, is_error: random(20) === 0, duration_ms: random(20_000) }] : [];
    const call = { type: 'tool_use', id: `t${n}-${i}`, name: TOOLS[random(TOOLS.length)] ?? '', input: {} };
    const cached = { inputTokens: 20_000, cacheReadTokens: random(18_000), cacheWriteTokens: random(1500) };
    const isFailed = random(50) === 0;
    events.push(
      ...writer.ask({ requestId, at, messages: [{ role: 'user', content: `Step ${i}` }], toolResults }),
      writer.answer({
        ...{ requestId, at, content: [call], ...cached },
        model: MODELS[random(MODELS.length)] ?? '',
        durationMs: 500 + random(60_000),
        firstTokenMs: 200 + random(4000),
        overheadMs: 0.1 + random(100) / 100,
        ...(isFailed ? { outcome: 'error', status: 529 } : {}),
      }),
    );
  }
  return events.map(event => `${JSON.stringify(event)}\n`).join('');
}
