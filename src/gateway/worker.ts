// Entry of the gateway's worker thread: joins its port to a Gateway.
import { parentPort } from 'node:worker_threads';
import { connectRpc } from '../protocol/rpc.ts';
import type { GatewayContract, GatewayHostContract } from '../protocol/workers.ts';
import { Gateway } from './gateway.ts';

if (parentPort === null) throw new Error('The gateway runs in a worker thread.');
const port = parentPort;

const contract: GatewayContract = {
  listen: (options, willStart) => gateway.listen(options, willStart),
  start: options => gateway.start(options),
  stop: graceMs => gateway.stop(graceMs),
  attachRecorder: recorderPort => gateway.attachRecorder(recorderPort),
  recordingChanged: recording => gateway.recordingChanged(recording),
  close: graceMs => gateway.close(graceMs),
};

const peer = connectRpc<GatewayHostContract>(
  {
    post: (message, transfer) => port.postMessage(message, transfer as ArrayBuffer[] | undefined),
    listen: listener => port.on('message', listener),
  },
  contract,
);
const gateway = new Gateway(peer.remote);
