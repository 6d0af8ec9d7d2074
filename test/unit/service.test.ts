// Small parts of the service that need neither sockets nor threads.
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import { ChangeSignal } from '../../src/service/changeSignal.ts';
import { gatewayOptions } from '../../src/service/gatewayOptions.ts';
import { runStages } from '../../src/service/runStages.ts';
import { isNewerVersion } from '../../src/service/versions.ts';
import { workerPathsFor } from '../../src/service/workerPaths.ts';

for (const [candidate, current, expected] of [
  ['1.0.1', '1.0.0', true],
  ['1.10.0', '1.9.9', true],
  ['1.0.0', '1.0.0', false],
  ['0.9.0', '1.0.0', false],
  ['1.0.0', '1.0.0-beta.2', true],
  ['1.0.0-beta.10', '1.0.0-beta.2', true],
  ['1.0.0-beta', '1.0.0', false],
  ['1.0.0+build.2', '1.0.0+build.1', false],
  ['nonsense', '0.1.0', false],
] as const)
  test(`${candidate} is ${expected ? '' : 'not '}newer than ${current}`, () => {
    assert.equal(isNewerVersion(candidate, current), expected);
  });

test('workers lie beside a bundle, or in the sources', () => {
  const dist = path.join('x', 'dist');
  assert.deepEqual(workerPathsFor(path.join(dist, 'cli.js')), {
    gateway: path.join(dist, 'gateway.js'),
    recorder: path.join(dist, 'recorder.js'),
    demo: path.join(dist, 'demo.js'),
    sqlWasm: path.join(dist, 'sql-wasm.wasm'),
  });
  assert.equal(
    workerPathsFor(path.join('x', 'src', 'cli.ts')).gateway,
    path.join('x', 'src', 'gateway', 'worker.ts'),
  );
});

function mockedSignal(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const signal = new ChangeSignal<number>();
  const told: number[] = [];
  signal.subscribe(value => told.push(value));
  return { signal, told };
}

test('a burst of changes is told as its first and its last', t => {
  const { signal, told } = mockedSignal(t);
  for (const value of [1, 2, 3]) signal.emit(value, false);
  assert.deepEqual(told, [1]);
  t.mock.timers.tick(250);
  assert.deepEqual(told, [1, 3]);
});

test('an urgent change is told at once, and makes a waiting one obsolete', t => {
  const { signal, told } = mockedSignal(t);
  signal.emit(1, false);
  signal.emit(2, false);
  signal.emit(3, true);
  t.mock.timers.tick(1000);
  assert.deepEqual(told, [1, 3]);
});

test('the same listener may subscribe twice and leave once', t => {
  const { signal } = mockedSignal(t);
  const told: number[] = [];
  const listener = (value: number) => void told.push(value);
  const leave = signal.subscribe(listener);
  signal.subscribe(listener);
  leave();
  leave();
  signal.emit(1, true);
  assert.deepEqual(told, [1]);
});

test('a stage that fails or hangs does not keep the next from running', async () => {
  const log: string[] = [];
  const ran: string[] = [];
  await runStages(
    (_level, message) => log.push(message),
    [
      { name: 'fails', limitMs: 1000, run: () => Promise.reject(new Error('why')) },
      { name: 'throws', limitMs: 1000, run: () => assert.fail('boom') },
      { name: 'hangs', limitMs: 1, run: () => new Promise(() => undefined) },
      { name: 'works', limitMs: 1000, run: async () => ran.push('works') },
    ],
  );
  assert.deepEqual(ran, ['works']);
  assert.deepEqual(log, [
    'Shutdown: "fails" failed: why',
    'Shutdown: "throws" failed: boom',
    'Shutdown: "hangs" took longer than 1 ms.',
  ]);
});

test('settings become the options of the gateway', () => {
  const network = {
    httpProxy: null,
    httpsProxy: null,
    noProxy: [],
    isStrictTls: true,
    extraCertificates: [],
  };
  const settings = { ...DEFAULT_SETTINGS, 'record.maxBodyMegabytes': 2, openMetrics: true };
  assert.deepEqual(gatewayOptions({ settings, network }, '1.0.0', 'secret', 9000), {
    version: '1.0.0',
    port: 9000,
    host: '127.0.0.1',
    isIpv6LoopbackOn: false,
    allowedHosts: [],
    allowedOrigins: [],
    upstreams: {
      anthropic: 'https://api.anthropic.com',
      openai: 'https://api.openai.com/v1',
      chatgpt: 'https://chatgpt.com/backend-api/codex',
    },
    token: 'secret',
    isMetricsOpen: true,
    isLoggingRequests: false,
    network,
    maxCaptureBytesPerBody: 2 * 1024 * 1024,
    maxUnacknowledgedBytes: 128 * 1024 * 1024,
  });
});
