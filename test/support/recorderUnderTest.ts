// A real recorder worker on a data folder, spoken to over a port as the gateway does.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { LiveSnapshot } from '../../src/protocol/api.ts';
import type { CaptureMessage, ExchangeEnded, RecorderMessage } from '../../src/protocol/capture.ts';
import { type JournalEvent, journalEvent } from '../../src/protocol/journal.ts';
import { connectRpc, type RpcPeer } from '../../src/protocol/rpc.ts';
import type { HeaderList, Provider } from '../../src/protocol/wire.ts';
import type { RecorderContract, RecorderOptions, RecorderStatus } from '../../src/protocol/workers.ts';
import { listJournals } from '../../src/recorder/journal/readJournal.ts';

const SOURCES = path.join(import.meta.dirname, '..', '..', 'src');
const SQL_WASM = path.join(SOURCES, '..', 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm');

/** What a test says of an HTTP exchange; the rest is that of a small Anthropic request. */
export interface HttpExchangeScript {
  exchange?: string;
  at?: number;
  method?: string;
  target?: string;
  provider?: Provider;
  headers?: HeaderList;
  workspace?: string;
  request?: Uint8Array | string;
  status?: number;
  responseHeaders?: HeaderList;
  /** Pieces of the answer; none and no status: no answer came. */
  response?: readonly (Uint8Array | string)[];
  end?: ExchangeEnded['end'];
  error?: ExchangeEnded['error'];
}

export const CLAUDE_HEADERS: HeaderList = [
  ['Host', '127.0.0.1:8081'],
  ['User-Agent', 'claude-cli/2.1.330 (external, cli)'],
  ['X-Claude-Code-Session-Id', '0f0e0d0c-0000-4000-8000-000000000001'],
  ['anthropic-version', '2023-06-01'],
  ['Content-Type', 'application/json'],
  ['x-api-key', 'sk-ant-api03-canary-credential-0123456789'],
];

export const SDK_HEADERS: HeaderList = [
  ['User-Agent', 'OpenAI/JS 6.49.0'],
  ['Content-Type', 'application/json'],
  ['Authorization', 'Bearer sk-proj-canary-credential-0123456789'],
];

export class RecorderUnderTest {
  readonly statuses: RecorderStatus[] = [];
  readonly logs: string[] = [];
  acknowledgedBytes = 0;
  sentBytes = 0;
  private readonly dataFolder: string;
  private readonly worker: Worker;
  private readonly peer: RpcPeer<RecorderContract>;
  private readonly apiAnswers = new Map<number, (message: RecorderMessage) => void>();
  private port: MessagePort | null = null;
  private nextApiId = 1;
  private waiting: (() => void)[] = [];

  private constructor(dataFolder: string) {
    this.dataFolder = dataFolder;
    this.worker = new Worker(path.join(SOURCES, 'recorder', 'worker.ts'));
    const note = (take: () => void): void => {
      take();
      for (const wake of this.waiting.splice(0)) wake();
    };
    this.peer = connectRpc<RecorderContract>(
      {
        post: (message, transfer) => this.worker.postMessage(message, transfer as ArrayBuffer[] | undefined),
        listen: listener => this.worker.on('message', listener),
      },
      {
        statusChanged: (status: RecorderStatus) => note(() => this.statuses.push(status)),
        log: (_level: string, message: string) => note(() => this.logs.push(message)),
      },
    );
  }

  static async open(dataFolder: string, options: Partial<RecorderOptions> = {}): Promise<RecorderUnderTest> {
    const recorder = new RecorderUnderTest(dataFolder);
    const status = await recorder.peer.remote.open({
      version: '0.0.0',
      dataFolder,
      sqlWasmPath: SQL_WASM,
      isRecording: true,
      prices: {},
      excludedWorkspaces: [],
      redaction: null,
      fence: null,
      retention: { compressAfterDays: 7, maxAgeDays: 0, maxSizeGigabytes: 0 },
      ...options,
    });
    recorder.statuses.push(status);
    await recorder.attachGateway();
    return recorder;
  }

  get remote(): RpcPeer<RecorderContract>['remote'] {
    return this.peer.remote;
  }

  /** As a new gateway does; the port before it, if any, is closed. */
  async attachGateway(): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (message: RecorderMessage) => this.receive(message));
    await this.peer.callWithTransfer('attachGateway', [port2], port2, 'recorded');
    this.port?.close();
    this.port = port1;
  }

  send(...messages: CaptureMessage[]): void {
    for (const message of messages)
      if ('bytes' in message && typeof message.bytes !== 'number') this.sentBytes += message.bytes.length;
    this.port?.postMessage(messages);
  }

  /** Sends a whole exchange. @returns its id */
  exchange(script: HttpExchangeScript): string {
    this.send(...exchangeMessages(script));
    return script.exchange ?? lastExchangeId;
  }

  /** Resolves once `isTrue` holds, looked at after every status, log and acknowledgement. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>(resolve => this.waiting.push(resolve));
  }

  /** Asks the HTTP API over the port and waits for the whole answer. */
  api(target: string, method = 'GET', body = ''): Promise<{ status: number; body: string }> {
    const id = this.nextApiId++;
    let status = 0;
    const pieces: Uint8Array[] = [];
    const { port } = this;
    return new Promise(resolve => {
      this.apiAnswers.set(id, message => {
        if (message.type === 'api_response_head') status = message.status;
        if (message.type === 'api_response_chunk') {
          pieces.push(message.bytes);
          port?.postMessage([{ type: 'api_ack', id, bytes: message.bytes.length } satisfies CaptureMessage]);
        }
        if (message.type !== 'api_response_end') return;
        this.apiAnswers.delete(id);
        resolve({ status, body: Buffer.concat(pieces).toString('utf8') });
      });
      this.send({ type: 'api_request', id, method, target, body });
    });
  }

  /** A piece of an answer that goes on, which is then given up: the first that `accepts` likes. */
  firstPiece(
    target: string,
    { method = 'GET', body = '', accepts = (_text: string): boolean => true } = {},
  ): Promise<string> {
    const id = this.nextApiId++;
    return new Promise(resolve => {
      this.apiAnswers.set(id, message => {
        if (message.type !== 'api_response_chunk') return;
        const text = Buffer.from(message.bytes).toString('utf8');
        this.send({ type: 'api_ack', id, bytes: message.bytes.length });
        if (!accepts(text)) return;
        this.apiAnswers.delete(id);
        this.send({ type: 'api_cancelled', id });
        resolve(text);
      });
      this.send({ type: 'api_request', id, method, target, body });
    });
  }

  /** The live state as `GET /events` begins. */
  async live(): Promise<LiveSnapshot> {
    return JSON.parse(/data: (.*)/.exec(await this.firstPiece('/events'))?.[1] ?? '') as LiveSnapshot;
  }

  /** Everything in all journals after a flush, each line checked against the schema. */
  async journal(): Promise<JournalEvent[]> {
    await this.peer.remote.flush();
    return readJournals(this.dataFolder);
  }

  /** As the service does at its end. @returns the statistics */
  async close(): Promise<string> {
    const { statistics } = await this.peer.remote.close();
    await this.kill();
    return statistics;
  }

  /** As a crash of the thread: nothing more is written. */
  async kill(): Promise<void> {
    await this.worker.terminate();
    this.port?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  private receive(message: RecorderMessage): void {
    if (message.type === 'capture_ack') {
      this.acknowledgedBytes += message.bytes;
      for (const wake of this.waiting.splice(0)) wake();
    } else this.apiAnswers.get(message.id)?.(message);
  }
}

/** Throws on any line that the schema refuses. */
export async function readJournals(dataFolder: string): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  for (const { file } of await listJournals(dataFolder)) {
    const text = await readFile(path.join(dataFolder, file), 'utf8');
    for (const line of text.split('\n')) if (line !== '') events.push(journalEvent.parse(JSON.parse(line)));
  }
  return events;
}

export function eventsOf<Type extends JournalEvent['type']>(
  events: readonly JournalEvent[],
  type: Type,
): Extract<JournalEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<JournalEvent, { type: Type }> => event.type === type);
}

let lastExchangeId = '';

export function exchangeMessages(script: HttpExchangeScript): CaptureMessage[] {
  const exchange = script.exchange ?? randomBytes(8).toString('hex');
  lastExchangeId = exchange;
  // The gateway's clock: whole milliseconds would lie before what was asked of the recorder a moment ago.
  const at = script.at ?? performance.timeOrigin + performance.now();
  const request = Buffer.from(script.request ?? '{}');
  const response = (script.response ?? []).map(piece => new Uint8Array(Buffer.from(piece)));
  const messages: CaptureMessage[] = [
    {
      type: 'exchange_started',
      exchange,
      at,
      transport: 'http',
      method: script.method ?? 'POST',
      target: script.target ?? '/v1/messages?beta=true',
      headers: script.headers ?? CLAUDE_HEADERS,
      provider: script.provider ?? 'anthropic',
      upstream: 'https://api.anthropic.com',
      workspace: script.workspace ?? null,
    },
  ];
  if (request.length > 0) {
    messages.push({ type: 'request_chunk', exchange, at: at + 1, bytes: new Uint8Array(request) });
  }
  messages.push({
    type: 'request_ended',
    exchange,
    at: at + 2,
    wireBytes: request.length,
    isTruncated: false,
  });
  if (script.status !== undefined || response.length > 0) {
    messages.push({
      type: 'response_started',
      exchange,
      at: at + 10,
      status: script.status ?? 200,
      headers: script.responseHeaders ?? [['Content-Type', 'application/json']],
    });
  }
  response.forEach((bytes, i) => {
    messages.push({ type: 'response_chunk', exchange, at: at + 20 + i * 10, bytes });
  });
  messages.push({
    type: 'exchange_ended',
    exchange,
    at: at + 20 + response.length * 10,
    wireBytes: response.reduce((sum, bytes) => sum + bytes.length, 0),
    isTruncated: false,
    end: script.end ?? 'complete',
    error: script.error ?? null,
    overheadMs: 0.4,
    connectMs: 0,
  });
  return messages;
}
