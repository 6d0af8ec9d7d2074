// Decodes the copy of one direction of a WebSocket into messages, with ws's own receiver.
import { finished, type Writable } from 'node:stream';
import * as ws from 'ws';

/** What the type declarations of ws leave out. */
interface PerMessageDeflate {
  params: Record<string, unknown> | null;
  accept(response: Record<string, unknown[]>[]): Record<string, unknown>;
  cleanup(): void;
}
interface WsInternals {
  Receiver: new (options: {
    isServer: boolean;
    extensions: Record<string, PerMessageDeflate>;
    maxPayload: number;
    skipUTF8Validation: boolean;
  }) => Writable;
  PerMessageDeflate: new (options: { isServer: boolean; maxPayload: number }) => PerMessageDeflate;
  extension: { parse(header: string): Record<string, Record<string, unknown[]>[]> };
}
const { Receiver, PerMessageDeflate, extension } = ws as unknown as WsInternals;

const DEFLATE = 'permessage-deflate';

export interface DecoderOptions {
  from: 'client' | 'upstream';
  /** `Sec-WebSocket-Extensions` of the 101 answer: what was agreed on. */
  extensions: string | undefined;
  /** A longer message ends the copy. */
  maxMessageBytes: number;
  message(from: 'client' | 'upstream', isBinary: boolean, bytes: Uint8Array): void;
  /** A close frame came: the conversation ended in order. */
  concluded(): void;
  /** The copy can't go on; the stream is not concerned. */
  failed(): void;
}

export class WebSocketDecoder {
  readonly #options: DecoderOptions;
  readonly #deflate: PerMessageDeflate | null;
  readonly #receiver: Writable | null;
  #isStopped = false;

  constructor(options: DecoderOptions) {
    this.#options = options;
    this.#deflate = createDeflate(options);
    const isReadable = options.extensions === undefined || this.#deflate !== null;
    this.#receiver = isReadable ? this.#createReceiver() : null;
    if (!isReadable) this.#fail();
  }

  /** Takes the next bytes of this direction. They are copied: the receiver unmasks in place. */
  write(bytes: Uint8Array): void {
    // After a close frame the receiver has ended and nothing that counts comes any more.
    if (this.#isStopped || this.#receiver === null || this.#receiver.writableEnded) return;
    this.#receiver.write(Buffer.from(bytes));
    if (this.#receiver.writableLength > this.#options.maxMessageBytes) this.#fail();
  }

  /** Resolves when everything written has been decoded, or decoding has stopped. */
  drain(): Promise<void> {
    const receiver = this.#receiver;
    if (this.#isStopped || receiver === null) return Promise.resolve();
    receiver.end();
    return new Promise(resolve => finished(receiver, () => resolve()));
  }

  /** Frees the inflater. Idempotent. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#receiver?.destroy();
    this.#deflate?.cleanup();
  }

  #createReceiver(): Writable {
    const { from, maxMessageBytes, message, concluded } = this.#options;
    const receiver = new Receiver({
      isServer: from === 'client',
      extensions: this.#deflate === null ? {} : { [DEFLATE]: this.#deflate },
      maxPayload: maxMessageBytes,
      skipUTF8Validation: true,
    });
    receiver.on('message', (data: Buffer, isBinary: boolean) => {
      // A copy of its own: small messages are views of a shared buffer, which can't move to another thread.
      if (!this.#isStopped) message(from, isBinary, new Uint8Array(data));
    });
    receiver.on('conclude', concluded);
    receiver.on('error', () => this.#fail());
    return receiver;
  }

  #fail(): void {
    if (this.#isStopped) return;
    this.stop();
    this.#options.failed();
  }
}

function createDeflate({ from, extensions, maxMessageBytes }: DecoderOptions): PerMessageDeflate | null {
  if (extensions === undefined) return null;
  try {
    const agreed = extension.parse(extensions);
    const parameters = agreed[DEFLATE];
    if (parameters === undefined || Object.keys(agreed).length > 1) return null;
    const asClient = new PerMessageDeflate({ isServer: false, maxPayload: maxMessageBytes });
    const params = asClient.accept(parameters);
    if (from === 'upstream') return asClient;
    // The server's side reads what the client compressed, by the same agreement.
    const asServer = new PerMessageDeflate({ isServer: true, maxPayload: maxMessageBytes });
    asServer.params = params;
    return asServer;
  } catch {
    // Malformed extensions: the two ends may settle that between them, the copy can't be read.
    return null;
  }
}
