// What the extension costs the editor's main thread: activation, a session while it streams, and 10,000 sessions in the tree.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { before, type TestContext, test } from 'node:test';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi.ts';
import { COMMANDS, SESSIONS_VIEW } from '../../src/host/ids.ts';
import type { GroupNode, TreeNode } from '../../src/host/sessions/nodes.ts';
import { SessionTree } from '../../src/host/sessions/sessionTree.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { followEvents } from '../../src/service/apiEvents.ts';
import { Participant } from '../../src/service/participant.ts';
import { workerPathsFor } from '../../src/service/workerPaths.ts';
import { extensionApi } from '../support/hostApi.ts';
import { writeSessions } from '../support/manySessions.ts';
import { extensionId } from '../support/project.ts';

const MANY = 10_000;
const NETWORK = { httpProxy: null, httpsProxy: null, noProxy: [], isStrictTls: true, extraCertificates: [] };

let api: ExtensionApi;

before(async () => {
  api = await extensionApi();
});

test('activates in a moment', t => {
  const { loadMs, startMs } = api.activation;
  t.diagnostic(
    `activation on the main thread: ${loadMs.toFixed(1)} ms to load, ${startMs.toFixed(1)} ms to start`,
  );
  assert.ok(loadMs > 0 && startMs > 0);
});

test('leaves the main thread alone while a session streams, with the tree in sight', async t => {
  await vscode.commands.executeCommand(`${SESSIONS_VIEW}.focus`);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const longest = longestWork();
  delay.enable();
  await api.connection.playDemo();
  delay.disable();
  const cpuMs = longest.stop();
  const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);
  t.diagnostic(
    `event loop of the extension host while 9 requests streamed: p50 ${ms(delay.percentile(50))} ms, p99 ${ms(delay.percentile(99))} ms, max ${ms(delay.max)} ms; longest piece of work: ${cpuMs?.toFixed(1) ?? '–'} ms of CPU`,
  );
  const { sessions } = await api.connection.api.sessions({ origin: 'demo' });
  assert.equal(sessions[0]?.request_count, 9);
  await vscode.commands.executeCommand(COMMANDS.deleteDemo);
});

test('10,000 sessions are shown, read to the end and read again, in each grouping', async t => {
  const { tree, dispose } = await manySessions(t);
  const first = await timed(() => tree.getChildren());
  t.diagnostic(`first page of ${MANY} sessions: ${first.ms} ms`);
  const all = await timed(async () => {
    while (tree.loadedCount < MANY) await tree.loadMore(null);
    return tree.getChildren();
  });
  t.diagnostic(`all ${MANY} sessions: ${all.ms} ms`);
  const items = await timed(async () => itemsOf(tree, await tree.getChildren()));
  tree.refresh('head');
  const head = await timed(() => tree.getChildren());
  t.diagnostic(
    `read again after a change: ${head.ms} ms; as ${items.value.length} tree items: ${items.ms} ms`,
  );
  const counts: number[] = [];
  for (const grouping of ['workspace', 'client', 'model', 'day'] as const) {
    await tree.groupBy(grouping);
    counts.push(sessionCount(await tree.getChildren()));
  }
  assert.deepEqual(counts, [MANY, MANY, MANY, MANY]);
  assert.equal(new Set(items.value.map(item => item.id)).size, items.value.length);
  await dispose();
});

/** Processor time of this thread between two turns of its loop: what other threads and processes take doesn't count. */
function longestWork(): { stop(): number | undefined } {
  const cpu = (process as { threadCpuUsage?(): NodeJS.CpuUsage }).threadCpuUsage?.bind(process);
  if (cpu === undefined) return { stop: () => undefined };
  const usedMs = () => (cpu().user + cpu().system) / 1000;
  let before = usedMs();
  let longest = 0;
  const timer = setInterval(() => {
    const now = usedMs();
    longest = Math.max(longest, now - before);
    before = now;
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return longest;
    },
  };
}

async function manySessions(t: TestContext) {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'lr-many-'));
  await writeSessions(dataFolder, MANY, Date.now());
  const extension = vscode.extensions.getExtension(extensionId());
  const participant = new Participant({
    ...{ version: '0.0.0', dataFolder, isExclusive: false, log: () => undefined },
    paths: workerPathsFor(path.join(extension?.extensionPath ?? '', 'dist/extension.js')),
    readConfig: async () => ({ settings: { ...DEFAULT_SETTINGS, port: 0 }, network: NETWORK }),
  });
  const client = new ApiClient(() => participant.address);
  const indexed = performance.now();
  await participant.join('stopped');
  await untilIndexed(client);
  t.diagnostic(`index of ${MANY} journals rebuilt in ${Math.round(performance.now() - indexed)} ms`);
  const tree = new SessionTree({
    api: client,
    isConnected: () => true,
    now: Date.now,
    log: () => undefined,
    grouping: 'day',
  });
  const dispose = async () => {
    tree.dispose();
    client.dispose();
    await participant.close(0);
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { tree, dispose };
}

/** The index tells of every change; the last one is the one that makes it whole. */
async function untilIndexed(client: ApiClient): Promise<void> {
  const done = new AbortController();
  const look = async () => {
    const { total } = await client.sessions({ limit: 1 });
    if (total === MANY) done.abort();
  };
  const live = () => void look().catch(() => undefined);
  await followEvents(client, { live, lost: () => undefined }, done.signal);
}

async function timed<T>(run: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await run();
  return { value, ms: Math.round(10 * (performance.now() - start)) / 10 };
}

function sessionCount(nodes: readonly TreeNode[]): number {
  return nodes
    .filter((node): node is GroupNode => node.kind === 'group')
    .reduce((sum, group) => sum + group.sessions.length, 0);
}

function itemsOf(tree: SessionTree, nodes: readonly TreeNode[]): vscode.TreeItem[] {
  return nodes.flatMap(node => [
    tree.getTreeItem(node),
    ...(node.kind === 'group' ? node.sessions.map(session => tree.getTreeItem(session)) : []),
  ]);
}
