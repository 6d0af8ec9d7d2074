// Runs the real gateway worker thread for a test, with a recorder that the test plays itself.
import path from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { CaptureMessage, RecorderMessage } from '../../src/protocol/capture.ts';
import { connectRpc, type RpcPeer } from '../../src/protocol/rpc.ts';
import type {
  ControlAction,
  GatewayContract,
  GatewayHostContract,
  GatewayOptions,
  ListeningState,
  LogLevel,
  ServiceState,
} from '../../src/protocol/workers.ts';

export const TOKEN = 'test-token-0123456789';

/** The recorder's end of the port: collects what the gateway tells. */
export class FakeRecorder {
  readonly messages: CaptureMessage[] = [];
  readonly batches: number[] = [];
  readonly port: MessagePort;
  readonly #waiters = new Set<() => void>();
  #isAcknowledging = true;

  constructor(port: MessagePort) {
    this.port = port;
    port.on('message', (batch: CaptureMessage[]) => {
      this.batches.push(batch.length);
      for (const message of batch) {
        this.messages.push(message);
        if (this.#isAcknowledging && 'bytes' in message && message.type !== 'api_ack')
          this.send({ type: 'capture_ack', bytes: message.bytes.byteLength });
      }
      for (const wake of this.#waiters) wake();
      this.#waiters.clear();
    });
  }

  /** From now on the gateway never hears that anything was taken. */
  stopAcknowledging(): void {
    this.#isAcknowledging = false;
  }

  send(message: RecorderMessage): void {
    this.port.postMessage(message);
  }

  of<T extends CaptureMessage['type']>(type: T): Extract<CaptureMessage, { type: T }>[] {
    return this.messages.filter(message => message.type === type) as Extract<CaptureMessage, { type: T }>[];
  }

  /** Waits for the n-th message of a type. */
  wait<T extends CaptureMessage['type']>(type: T, nth = 1): Promise<Extract<CaptureMessage, { type: T }>> {
    return this.#find(() => this.of(type)[nth - 1]);
  }

  /** Waits for the end of the exchange that was sent below `/w/<workspace>`. */
  endOf(workspace: string): Promise<Extract<CaptureMessage, { type: 'exchange_ended' }>> {
    const started = () => this.of('exchange_started').find(message => message.workspace === workspace);
    return this.#find(() =>
      this.of('exchange_ended').find(message => message.exchange === started()?.exchange),
    );
  }

  async #find<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>(resolve => this.#waiters.add(resolve));
    }
  }

  /** Everything captured of one direction, as one text. */
  body(type: 'request_chunk' | 'response_chunk', exchange?: string): string {
    const chunks = this.of(type).filter(chunk => exchange === undefined || chunk.exchange === exchange);
    return Buffer.concat(chunks.map(chunk => chunk.bytes)).toString('latin1');
  }
}

export class GatewayWorker {
  readonly worker: Worker;
  readonly peer: RpcPeer<GatewayContract>;
  readonly controls: ControlAction[] = [];
  readonly logs: string[] = [];
  control: (action: ControlAction) => Promise<{ state: ServiceState }> = () =>
    Promise.resolve({ state: 'running' });
  state: ListeningState = { url: '', port: 0, isFallbackPort: false };

  constructor() {
    this.worker = new Worker(path.join(import.meta.dirname, '../../src/gateway/worker.ts'));
    const host: GatewayHostContract = {
      control: action => {
        this.controls.push(action);
        return this.control(action);
      },
      log: (level: LogLevel, message: string) => void this.logs.push(`${level} ${message}`),
    };
    this.peer = connectRpc<GatewayContract>(
      {
        post: (message, transfer) => this.worker.postMessage(message, transfer as MessagePort[] | undefined),
        listen: listener => this.worker.on('message', listener),
      },
      host,
    );
  }

  /** Starts a worker that proxies. */
  static async start(options: Partial<GatewayOptions> = {}): Promise<GatewayWorker> {
    const gateway = new GatewayWorker();
    gateway.state = await gateway.peer.remote.start(gatewayOptions(options));
    return gateway;
  }

  get port(): number {
    return this.state.port;
  }

  get url(): string {
    return this.state.url;
  }

  async attachRecorder(): Promise<FakeRecorder> {
    const { port1, port2 } = new MessageChannel();
    const recorder = new FakeRecorder(port1);
    await this.peer.callWithTransfer('attachRecorder', [port2], port2);
    return recorder;
  }

  async close(): Promise<void> {
    await this.peer.remote.close(0);
    await this.worker.terminate();
  }
}

/** All three upstreams at one address, in the paths that the defaults have. */
export function upstreamsAt(url: string): GatewayOptions['upstreams'] {
  return { anthropic: url, openai: `${url}/v1`, chatgpt: `${url}/backend-api/codex` };
}

export function gatewayOptions(changes: Partial<GatewayOptions> = {}): GatewayOptions {
  return {
    version: '0.0.0-test',
    port: 0,
    host: '127.0.0.1',
    isIpv6LoopbackOn: false,
    allowedHosts: [],
    allowedOrigins: [],
    upstreams: upstreamsAt('http://127.0.0.1:9'),
    token: TOKEN,
    isMetricsOpen: false,
    isLoggingRequests: false,
    network: { httpProxy: null, httpsProxy: null, noProxy: [], isStrictTls: true, extraCertificates: [] },
    maxCaptureBytesPerBody: 64 * 1024 * 1024,
    maxUnacknowledgedBytes: 128 * 1024 * 1024,
    ...changes,
  };
}
