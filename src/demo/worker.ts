// Entry of the demo's worker thread: an upstream that needs no key, and an agent that talks to it through a proxy.
import { parentPort } from 'node:worker_threads';
import { connectRpc } from '../protocol/rpc.ts';
import type { DemoContract } from '../protocol/workers.ts';
import { startDemoUpstream } from './demoUpstream.ts';
import { playDemo } from './playDemo.ts';

if (parentPort === null) throw new Error('The demo runs in a worker thread.');
const port = parentPort;

const contract: DemoContract = {
  open: async () => ({ url: (await startDemoUpstream({ port: 0 })).url }),
  play: proxyUrl => playDemo(proxyUrl),
};

connectRpc(
  {
    post: (message, transfer) => port.postMessage(message, transfer as ArrayBuffer[] | undefined),
    listen: listener => port.on('message', listener),
  },
  contract,
);
