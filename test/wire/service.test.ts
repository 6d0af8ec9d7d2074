// The service with real worker threads: start and stop, crashes, and what its snapshots say.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { Service, type ServiceOptions } from '../../src/service/service.ts';
import {
  cleanUp,
  FAKE_WORKERS,
  snapshotWhere,
  temporaryFolder,
  testConfig,
} from '../support/serviceFixture.ts';

interface FakeState {
  isProxying: boolean;
  hasRecorder: boolean;
  recording: string;
}

async function createService(t: TestContext, changes: Partial<ServiceOptions> = {}) {
  const service = new Service({
    version: '1.0.0',
    dataFolder: await temporaryFolder(t),
    paths: FAKE_WORKERS,
    token: 'secret',
    fence: null,
    inheritedPort: null,
    pause: null,
    stopGraceMs: 100,
    readConfig: async () => testConfig(),
    stored: async () => undefined,
    log: () => undefined,
    now: Date.now,
    ...changes,
  });
  cleanUp(t, () => service.close(0));
  const api = new ApiClient(() => {
    const { url } = service.snapshot;
    return url === null ? null : { url, token: 'secret' };
  });
  cleanUp(t, () => api.dispose());
  return { service, state: () => api.get<FakeState>('/state'), api };
}

/** Asks for something upon which the worker dies, so the answer may fail. */
function poke(url: string): Promise<void> {
  return new Promise(resolve => {
    const request = http.get(url, { agent: false }, response => response.resume().on('close', resolve));
    request.on('error', () => resolve());
  });
}

test('opens, proxies, and joins gateway and recorder', async t => {
  const { service, state } = await createService(t);
  await service.open('running');
  const { url, port, ...rest } = service.snapshot;
  assert.deepEqual(rest, {
    state: 'running',
    isFallbackPort: false,
    recording: 'on',
    problem: null,
    rebuild: null,
    error: null,
  });
  assert.equal(url, `http://127.0.0.1:${port}`);
  assert.deepEqual(await state(), { isProxying: true, hasRecorder: true, recording: 'on' });
});

test('a stopped service keeps its port and its API', async t => {
  const { service, state } = await createService(t);
  await service.open('running');
  const { port } = service.snapshot;
  await service.stop();
  assert.equal(service.snapshot.state, 'stopped');
  assert.equal(service.desired, 'stopped');
  assert.deepEqual(await state(), { isProxying: false, hasRecorder: true, recording: 'on' });
  await service.start();
  assert.equal(service.snapshot.port, port);
  assert.deepEqual(await state(), { isProxying: true, hasRecorder: true, recording: 'on' });
});

test('opening a service that was left stopped does not proxy', async t => {
  const { service, state } = await createService(t);
  await service.open('stopped');
  assert.equal(service.snapshot.state, 'stopped');
  assert.equal((await state()).isProxying, false);
});

test('a crashed gateway proxies again on the same port, with the recorder', async t => {
  const { service, state } = await createService(t);
  await service.open('running');
  const { url } = service.snapshot;
  const isDown = snapshotWhere(service, snapshot => snapshot.state === 'starting');
  await poke(`${url}/crash`);
  assert.equal((await isDown).error?.code, 'worker_ended');
  const back = await snapshotWhere(service, snapshot => snapshot.state === 'running');
  assert.equal(back.url, url);
  assert.equal(back.error, null);
  assert.deepEqual(await state(), { isProxying: true, hasRecorder: true, recording: 'on' });
});

test('traffic goes on while a crashed recorder comes back', async t => {
  const { service, state } = await createService(t);
  await service.open('running');
  const failed = snapshotWhere(service, snapshot => snapshot.recording === 'failed');
  await poke(`${service.snapshot.url}/crash-recorder`);
  const { state: during, problem } = await failed;
  assert.equal(during, 'running');
  assert.equal(problem?.code, 'worker_ended');
  await snapshotWhere(service, snapshot => snapshot.recording === 'on');
  await service.pause();
  assert.deepEqual(await state(), { isProxying: true, hasRecorder: true, recording: 'paused' });
});

test('a pause outlives a crash of the recorder', async t => {
  const { service } = await createService(t);
  await service.open('running');
  await service.pause();
  assert.equal(service.snapshot.recording, 'paused');
  const failed = snapshotWhere(service, snapshot => snapshot.recording === 'failed');
  await poke(`${service.snapshot.url}/crash-recorder`);
  await failed;
  await snapshotWhere(service, snapshot => snapshot.recording === 'paused');
  await service.resume();
  assert.equal(service.snapshot.recording, 'on');
});

test('a recorder that cannot open does not keep the proxy from running', async t => {
  const { service, state } = await createService(t);
  const dataFolder = await temporaryFolder(t);
  await writeFile(path.join(dataFolder, 'refuse-to-open'), '');
  const refused = await createService(t, { dataFolder });
  await refused.service.open('running');
  assert.equal(refused.service.snapshot.state, 'running');
  assert.deepEqual(refused.service.snapshot.problem, { code: 'worker_unusable', message: 'Refused.' });
  assert.deepEqual(await refused.state(), { isProxying: true, hasRecorder: false, recording: 'failed' });
  await service.open('stopped');
  assert.equal((await state()).hasRecorder, true);
});

test('recording switched off by its setting shows as off, and follows the setting', async t => {
  let isEnabled = false;
  const { service } = await createService(t, {
    readConfig: async () => testConfig({ 'record.enabled': isEnabled }),
  });
  await service.open('running');
  assert.equal(service.snapshot.recording, 'off');
  isEnabled = true;
  await service.applySettings();
  assert.equal(service.snapshot.recording, 'on');
});

test('an address that cannot be bound is an error, and a corrected one starts', async t => {
  let host = '203.0.113.1';
  const { service } = await createService(t, { readConfig: async () => testConfig({ host }) });
  await assert.rejects(service.open('running'), { code: 'EADDRNOTAVAIL' });
  assert.equal(service.snapshot.state, 'error');
  host = DEFAULT_SETTINGS.host;
  await service.start();
  assert.equal(service.snapshot.state, 'running');
});

test('control over the API does what the methods do', async t => {
  const { service, api } = await createService(t);
  await service.open('running');
  assert.deepEqual(await api.control('stop'), { state: 'stopped' });
  assert.deepEqual(await api.control('start'), { state: 'running' });
  await api.control('pause');
  assert.equal(service.snapshot.recording, 'paused');
  assert.deepEqual(await api.control('compact'), { state: 'running' });
});

test('closing hands back the statistics and ends in a stopped snapshot', async t => {
  const { service } = await createService(t);
  await service.open('running');
  assert.deepEqual(await service.close(0), { statistics: '2 requests' });
  assert.equal(service.snapshot.url, null);
  assert.deepEqual(await service.close(0), { statistics: '2 requests' });
});

test('stop right after start ends stopped', async t => {
  const { service, state } = await createService(t);
  await Promise.all([service.open('stopped'), service.start(), service.stop()]);
  assert.equal(service.snapshot.state, 'stopped');
  assert.equal((await state()).isProxying, false);
});
