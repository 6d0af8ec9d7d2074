// Plays the demo session into the record: its own upstream and its own gateway, apart from everyone's traffic and settings.
import { randomBytes } from 'node:crypto';
import { MessageChannel, type Transferable, Worker } from 'node:worker_threads';
import { LunaRouteError } from '../protocol/errors.ts';
import { connectRpc, type RpcPeer } from '../protocol/rpc.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings.ts';
import type {
  DemoContract,
  GatewayContract,
  GatewayHostContract,
  NetworkOptions,
  RecorderContract,
} from '../protocol/workers.ts';
import { gatewayOptions } from './gatewayOptions.ts';
import type { Log } from './serviceTypes.ts';
import type { WorkerPaths } from './workerPaths.ts';

const GRACE_MS = 1000;
const LIMIT_MS = 60_000;
const DIRECT: NetworkOptions = {
  httpProxy: null,
  httpsProxy: null,
  noProxy: [],
  isStrictTls: true,
  extraCertificates: [],
};

export interface DemoRunOptions {
  version: string;
  paths: Pick<WorkerPaths, 'gateway' | 'demo'>;
  recorder: RpcPeer<RecorderContract>;
  log: Log;
}

/** Resolves when the session is recorded. Both threads are gone afterwards, whatever happened. */
export async function runDemo({ version, paths, recorder, log }: DemoRunOptions): Promise<void> {
  const host: GatewayHostContract = {
    control: () => Promise.reject(new LunaRouteError('not_supported', 'The demo is not controlled.')),
    log,
  };
  const demo = startWorker<DemoContract>('demo', paths.demo, {});
  const gateway = startWorker<GatewayContract>('demo gateway', paths.gateway, host);
  const limit = setTimeout(() => end(demo, gateway), LIMIT_MS);
  try {
    const { url } = await demo.peer.remote.open();
    const settings = {
      ...DEFAULT_SETTINGS,
      'upstream.anthropic': url,
      'upstream.openai': `${url}/v1`,
      'upstream.chatgpt': `${url}/backend-api/codex`,
    };
    const token = randomBytes(32).toString('hex');
    const { port1, port2 } = new MessageChannel();
    await recorder.callWithTransfer('attachGateway', [port1], port1, 'demo');
    await gateway.peer.callWithTransfer('attachRecorder', [port2], port2);
    const config = { settings, network: DIRECT };
    const proxy = await gateway.peer.remote.start(gatewayOptions(config, version, token, 0));
    await demo.peer.remote.play(proxy.url);
    await gateway.peer.remote.close(GRACE_MS);
    await recorder.remote.flush();
  } finally {
    clearTimeout(limit);
    await end(demo, gateway);
  }
}

interface Started<Theirs> {
  worker: Worker;
  peer: RpcPeer<Theirs>;
}

function startWorker<Theirs>(name: string, script: string, ours: object): Started<Theirs> {
  const worker = new Worker(script, { name, execArgv: [] });
  const peer = connectRpc<Theirs>(
    {
      post: (message, transfer = []) => worker.postMessage(message, transfer as readonly Transferable[]),
      listen: listener => void worker.on('message', listener),
    },
    ours,
  );
  worker.once('error', error => peer.close('demo_failed', error.message));
  worker.once('exit', () => peer.close('demo_failed', 'The demo ended before its time.'));
  return { worker, peer };
}

async function end(...started: Started<unknown>[]): Promise<void> {
  await Promise.all(started.map(({ worker }) => worker.terminate()));
}
