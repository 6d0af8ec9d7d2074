// A worker with the recorder's contract and nothing behind it; dies when the gateway sends `crash`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { connectRpc } from '../../src/protocol/rpc.ts';
import type { RecorderContract, RecorderHostContract, RecorderStatus } from '../../src/protocol/workers.ts';

const parent = parentPort;
if (parent === null) throw new Error('fakeRecorder.ts is a worker');

let status: RecorderStatus = { recording: 'off', problem: null, rebuild: null };

const ours: RecorderContract = {
  async open({ isRecording, dataFolder }) {
    if (existsSync(path.join(dataFolder, 'refuse-to-open'))) throw new Error('Refused.');
    return setRecording(isRecording);
  },
  attachGateway(port) {
    (port as MessagePort).on('message', message => message === 'crash' && process.exit(1));
  },
  setRecording,
  setPrices() {},
  setExcludedWorkspaces() {},
  async setRedaction() {
    return status;
  },
  async sessionsKnown() {},
  setRetention() {},
  async compact() {},
  cancel() {},
  async flush() {},
  async close() {
    return { statistics: '2 requests' };
  },
};

function setRecording(isRecording: boolean): RecorderStatus {
  status = { ...status, recording: isRecording ? 'on' : 'paused' };
  return status;
}

connectRpc<RecorderHostContract>(
  {
    post: message => parent.postMessage(message),
    listen: listener => void parent.on('message', listener),
  },
  ours,
);
