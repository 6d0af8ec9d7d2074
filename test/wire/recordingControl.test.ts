// What is never recorded, and the demo session that is, with real workers and every byte on disk looked at.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Settings } from '../../src/protocol/settings.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { Service } from '../../src/service/service.ts';
import { workerPathsFor } from '../../src/service/workerPaths.ts';
import { PROJECT_ROOT } from '../support/project.ts';
import { cleanUp, temporaryFolder, testConfig } from '../support/serviceFixture.ts';

const TOKEN = 'a'.repeat(64);
const CANARY = 'aubergine';

async function startRecording(t: TestContext, changes: Partial<Settings> = {}) {
  const upstream = await startUpstream(t);
  const dataFolder = await temporaryFolder(t);
  let settings = { ...changes, 'upstream.anthropic': upstream.url };
  const service = new Service({
    ...{
      version: '0.0.0',
      dataFolder,
      token: TOKEN,
      fence: null,
      inheritedPort: null,
      pause: null,
      stopGraceMs: 100,
    },
    paths: workerPathsFor(path.join(PROJECT_ROOT, 'src/cli.ts')),
    readConfig: async () => testConfig(settings),
    stored: async () => undefined,
    log: () => undefined,
    now: Date.now,
  });
  cleanUp(t, () => service.close(0));
  await service.open('running');
  const api = new ApiClient(() => ({ url: service.snapshot.url ?? '', token: TOKEN }));
  cleanUp(t, () => api.dispose());
  const configure = (more: Partial<Settings>) => {
    settings = { ...settings, ...more };
    return service.applySettings();
  };
  return { service, api, upstream, dataFolder, configure };
}

async function startUpstream(t: TestContext) {
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(request.url ?? '');
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(
        '{"type":"message","role":"assistant","content":[],"usage":{"input_tokens":1,"output_tokens":1}}',
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(t, () => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function ask(service: Service, workspace: string, prompt: string): Promise<void> {
  const response = await fetch(`${service.snapshot.url}/w/${workspace}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': 'k' },
    body: JSON.stringify({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: prompt }] }),
  });
  assert.equal(response.status, 200);
  await response.text();
}

/** Files of the data folder that hold the word. */
async function filesWith(dataFolder: string, word: string): Promise<string[]> {
  const entries = await readdir(dataFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async file => [file, await readFile(file)] as const));
  return texts.filter(([, bytes]) => bytes.includes(word)).map(([file]) => file);
}

test('nothing of a workspace that is never recorded reaches the disk, from the moment it is set', async t => {
  const { service, api, dataFolder, upstream, configure } = await startRecording(t, {
    'record.excludedWorkspaces': ['secret-111111'],
  });
  await ask(service, 'secret-111111', CANARY);
  await ask(service, 'open-222222', 'visible');
  await configure({ 'record.excludedWorkspaces': ['secret-111111', 'later-333333'] });
  await ask(service, 'later-333333', CANARY);
  await service.flush();
  const { sessions } = await api.sessions();
  assert.deepEqual(
    sessions.map(({ workspace }) => workspace),
    ['open-222222'],
  );
  assert.equal(upstream.seen.length, 3);
  await service.close(0);
  assert.deepEqual(await filesWith(dataFolder, CANARY), []);
  assert.equal((await filesWith(dataFolder, 'visible')).length > 0, true);
});

test('of a private session nothing is recorded until it is ended', async t => {
  const { service, api, dataFolder } = await startRecording(t);
  await api.control('private');
  assert.equal(service.snapshot.recording, 'private');
  await ask(service, 'app-111111', CANARY);
  await api.control('resume');
  assert.equal(service.snapshot.recording, 'on');
  await ask(service, 'app-111111', 'visible');
  await service.flush();
  assert.equal((await api.sessions()).sessions.length, 1);
  await service.close(0);
  assert.deepEqual(await filesWith(dataFolder, CANARY), []);
});

test('the demo session is recorded as one, through a proxy and to an upstream of its own', async t => {
  const { service, api, upstream } = await startRecording(t);
  const { url } = service.snapshot;
  await api.control('demo');
  const { sessions } = await api.sessions();
  const [session] = sessions;
  assert.ok(session !== undefined);
  assert.deepEqual(
    [sessions.length, session.origin, session.client, session.error_count, session.cost_usd !== null],
    [1, 'demo', 'claude-code', 1, true],
  );
  const { requests } = await api.session(session.id);
  assert.deepEqual(
    [
      new Set(requests.map(({ thread_id }) => thread_id)).size,
      new Set(requests.flatMap(({ tool_calls }) => tool_calls.map(({ name }) => name))),
      requests.filter(({ outcome }) => outcome !== 'ok').map(({ status }) => status),
    ],
    [2, new Set(['Read', 'Grep', 'Bash']), [529]],
  );
  assert.deepEqual([upstream.seen, service.snapshot.url], [[], url]);
  assert.doesNotMatch(await api.metrics(), /^lunaroute_requests_total\{/m);
  await ask(service, 'app-111111', 'real');
  assert.equal(upstream.seen.length, 1);
  await api.deleteSession(session.id);
  assert.deepEqual(
    (await api.sessions()).sessions.map(({ origin }) => origin),
    ['recorded'],
  );
});

test('the demo does not play while nothing would be recorded', async t => {
  const { service, api } = await startRecording(t);
  await service.pause();
  await assert.rejects(api.control('demo'), { code: 'not_recording' });
});
