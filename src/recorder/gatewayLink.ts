// The recorder's end of the port to one gateway: exchanges and API requests in, answers and acknowledgements out.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { CaptureMessage, RecorderMessage } from '../protocol/capture.ts';
import type { Api } from './api/createApi.ts';
import { ExchangeAssembler } from './exchange/exchangeAssembler.ts';
import type { ExchangeContext } from './exchange/exchangeContext.ts';
import type { LiveState } from './live/liveState.ts';

export interface GatewayLinkOptions {
  context: Omit<ExchangeContext, 'release'>;
  api: Api;
  live: Pick<LiveState, 'gatewayChanged'>;
  /** Captured bytes that this recorder holds have changed by so many. */
  heldBytesChanged(by: number): void;
}

export class GatewayLink {
  /** Resolves when the port is closed and what was in flight over it is recorded. */
  readonly closed: Promise<void>;
  private readonly port: MessagePort;
  private readonly options: GatewayLinkOptions;
  private readonly assembler: ExchangeAssembler;
  private readonly apiRequests = new Set<number>();
  private unacknowledged = 0;
  private acknowledgement: NodeJS.Immediate | null = null;

  constructor(port: MessagePort, options: GatewayLinkOptions) {
    this.port = port;
    this.options = options;
    this.assembler = new ExchangeAssembler({
      ...options.context,
      release: bytes => this.release(bytes),
    });
    this.closed = new Promise(resolve => {
      port.once('close', () => resolve(this.interrupt()));
    });
    port.on('message', (batch: readonly CaptureMessage[]) => this.takeAll(batch));
  }

  /** Takes what was posted already, without waiting for the turn in which it would be delivered. */
  drain(): void {
    for (;;) {
      const received: { message: readonly CaptureMessage[] } | undefined = receiveMessageOnPort(this.port);
      if (received === undefined) return;
      this.takeAll(received.message);
    }
  }

  /** Closes the port; `closed` resolves when what was in flight is recorded as broken off. */
  close(): Promise<void> {
    this.drain();
    this.port.close();
    return this.closed;
  }

  private takeAll(batch: readonly CaptureMessage[]): void {
    for (const message of batch) {
      try {
        this.take(message);
      } catch (error) {
        // One exchange that can't be taken must not end the thread for all others.
        this.options.context.reportFailure(`taking ${message.type}`, error);
      }
    }
  }

  private take(message: CaptureMessage): void {
    switch (message.type) {
      case 'api_request':
        void this.answer(message);
        return;
      case 'api_cancelled':
        this.options.api.cancel(message.id);
        return;
      case 'api_ack':
        this.options.api.ack(message.id, message.bytes);
        return;
      case 'gateway_state':
        this.options.live.gatewayChanged(message);
        return;
      default:
        if ('bytes' in message) this.options.heldBytesChanged(message.bytes.length);
        this.assembler.take(message);
    }
  }

  private async answer(request: Extract<CaptureMessage, { type: 'api_request' }>): Promise<void> {
    this.apiRequests.add(request.id);
    await this.options.api.handle(request, (message, transfer) => this.post(message, transfer));
    this.apiRequests.delete(request.id);
  }

  /** Acknowledges in one message what was released in one turn. */
  private release(bytes: number): void {
    if (bytes === 0) return;
    this.unacknowledged += bytes;
    this.options.heldBytesChanged(-bytes);
    this.acknowledgement ??= setImmediate(() => {
      this.acknowledgement = null;
      this.post({ type: 'capture_ack', bytes: this.unacknowledged }, []);
      this.unacknowledged = 0;
    });
  }

  private post(message: RecorderMessage, transfer: readonly ArrayBuffer[]): void {
    if (message.type !== 'api_response_chunk' || ownsItsBuffer(message.bytes)) {
      this.port.postMessage(message, [...transfer]);
      return;
    }
    // A piece of a larger buffer, as Node's are: moving that would take the rest away, or be refused.
    const bytes = new Uint8Array(message.bytes);
    this.port.postMessage({ ...message, bytes }, [bytes.buffer]);
  }

  private async interrupt(): Promise<void> {
    for (const id of this.apiRequests) this.options.api.cancel(id);
    await this.assembler.interruptAll();
  }
}

function ownsItsBuffer(bytes: Uint8Array): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}
