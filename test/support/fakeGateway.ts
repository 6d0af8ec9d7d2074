// A worker with the gateway's contract and nothing behind it: says its state, takes control, dies on request.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { errorCode, errorMessage } from '../../src/protocol/errors.ts';
import { connectRpc } from '../../src/protocol/rpc.ts';
import type {
  ControlAction,
  GatewayContract,
  GatewayHostContract,
  GatewayOptions,
  ListeningState,
  RecordingState,
} from '../../src/protocol/workers.ts';

const parent = parentPort;
if (parent === null) throw new Error('fakeGateway.ts is a worker');

let isProxying = false;
let recorder: MessagePort | null = null;
let token = '';
let recording: RecordingState = 'on';

const server = http.createServer(async (request, response) => {
  const [, first, second] = (request.url ?? '').split('/');
  const answer = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (first === 'crash') return process.exit(1);
  if (first === 'crash-recorder') {
    recorder?.postMessage('crash');
    return answer(200, {});
  }
  if (request.headers.authorization !== `Bearer ${token}`)
    return answer(401, { error: { code: 'unauthorized', message: 'Token?' } });
  if (first !== 'control') return answer(200, { isProxying, hasRecorder: recorder !== null, recording });
  try {
    answer(200, await host.remote.control(second as ControlAction));
  } catch (error) {
    answer(409, { error: { code: errorCode(error), message: errorMessage(error) } });
  }
});

function bind(port: number, hostName: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      if (errorCode(error) !== 'EADDRINUSE') return reject(error);
      server.listen(0, hostName);
    };
    server.once('error', failed);
    server.once('listening', () => {
      server.off('error', failed);
      resolve();
    });
    server.listen(port, hostName);
  });
}

async function listen(options: GatewayOptions): Promise<ListeningState> {
  token = options.token;
  if (!server.listening) await bind(options.port, options.host);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, isFallbackPort: port !== options.port };
}

const ours: GatewayContract = {
  listen,
  async start(options) {
    const listening = await listen(options);
    isProxying = true;
    return listening;
  },
  async stop() {
    isProxying = false;
  },
  attachRecorder(port) {
    recorder = port as MessagePort | null;
  },
  recordingChanged(state) {
    recording = state;
  },
  async close() {
    server.closeAllConnections();
    server.close();
  },
};

const host = connectRpc<GatewayHostContract>(
  {
    post: message => parent.postMessage(message),
    listen: listener => void parent.on('message', listener),
  },
  ours,
);
