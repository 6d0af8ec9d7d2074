// Entry of the recorder's worker thread: joins its port to a Recorder.
import { parentPort } from 'node:worker_threads';
import { connectRpc } from '../protocol/rpc.ts';
import type { RecorderContract, RecorderHostContract } from '../protocol/workers.ts';
import { Recorder } from './recorder.ts';

if (parentPort === null) throw new Error('The recorder runs in a worker thread.');
const port = parentPort;

const contract: RecorderContract = {
  open: options => recorder.open(options),
  sessionsKnown: () => recorder.sessionsKnown(),
  attachGateway: (gatewayPort, origin) => recorder.attachGateway(gatewayPort, origin),
  setRedaction: options => recorder.setRedaction(options),
  setRecording: isRecording => recorder.setRecording(isRecording),
  setPrices: prices => recorder.setPrices(prices),
  setExcludedWorkspaces: labels => recorder.setExcludedWorkspaces(labels),
  setRetention: policy => recorder.setRetention(policy),
  compact: () => recorder.compact(),
  cancel: () => recorder.cancel(),
  flush: () => recorder.flush(),
  close: () => recorder.close(),
};

const { remote } = connectRpc<RecorderHostContract>(
  {
    post: (message, transfer) => port.postMessage(message, transfer as ArrayBuffer[] | undefined),
    listen: listener => port.on('message', listener),
  },
  contract,
);
const recorder = new Recorder({
  statusChanged: status => void remote.statusChanged(status),
  log: (level, message) => void remote.log(level, message),
});
