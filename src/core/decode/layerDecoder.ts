// Undoes one layer of compression chunk by chunk on top of node:zlib's streams.
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

const SUPPORTED = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);
/** Node before 22.15 has no zstd. */
const HAS_ZSTD = typeof zlib.createZstdDecompress === 'function';
const DEFLATE_METHOD = 8;
const NO_BYTES = new Uint8Array(0);

type ZlibStream = Transform & { readonly bytesWritten: number };

export class LayerDecoder {
  /** The bytes were not what their encoding says. */
  isCorrupt = false;
  readonly #encoding: string;
  #stream: ZlibStream | null = null;
  #output: Uint8Array[] = [];
  #outputBytes = 0;
  #isClosed = false;

  constructor(encoding: string) {
    this.#encoding = encoding;
  }

  static isSupported(encoding: string): boolean {
    return SUPPORTED.has(encoding) && (encoding !== 'zstd' || HAS_ZSTD);
  }

  /**
   * All bytes that `chunk` makes available; null when it is corrupt, or when more than `maxBytes` come out. Memory
   * stays near `maxBytes`: the stream is destroyed in the middle of a bomb. One call at a time.
   */
  async decode(chunk: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
    if (this.#isClosed) return null;
    if (chunk.length === 0) return chunk;
    let rest = chunk;
    while (rest.length > 0 && !this.#isClosed) rest = await this.#decodeFrame(rest, maxBytes);
    if (this.#isClosed) return null;
    const output = this.#output.length === 1 ? (this.#output[0] ?? chunk) : Buffer.concat(this.#output);
    this.#output = [];
    this.#outputBytes = 0;
    return output;
  }

  close(): void {
    this.#isClosed = true;
    this.#output = [];
    this.#stream?.destroy();
  }

  /**
   * Decodes to the end of the chunk, or of the zstd frame in it: Node's stream stops after a frame, but a body may
   * have several (RFC 8878). What follows a complete body in another encoding is ignored.
   */
  async #decodeFrame(chunk: Uint8Array, maxBytes: number): Promise<Uint8Array> {
    if (this.#stream?.readableEnded && this.#encoding === 'zstd') this.#stream = null;
    const stream = this.#stream ?? this.#open(chunk[0] ?? 0);
    this.#stream = stream;
    if (stream.readableEnded) return NO_BYTES;
    const consumedBefore = stream.bytesWritten;
    await this.#write(stream, chunk, maxBytes);
    const consumed = stream.bytesWritten - consumedBefore;
    return this.#encoding === 'zstd' && consumed > 0 ? chunk.subarray(consumed) : NO_BYTES;
  }

  #write(stream: ZlibStream, chunk: Uint8Array, maxBytes: number): Promise<void> {
    return new Promise(resolve => {
      const onData = (piece: Uint8Array): void => {
        this.#output.push(piece);
        this.#outputBytes += piece.length;
        if (this.#outputBytes <= maxBytes || this.#isClosed) return;
        this.close();
        done();
      };
      const onError = (): void => {
        this.isCorrupt = true;
        this.close();
        done();
      };
      const done = (): void => {
        stream.off('data', onData);
        stream.off('error', onError);
        // A late error of a destroyed stream must not become an uncaught one.
        stream.on('error', () => {});
        resolve();
      };
      stream.on('data', onData);
      stream.on('error', onError);
      stream.write(chunk, () => {
        // What is still in the stream's own buffer comes out through `onData` as well.
        while (!this.#isClosed && stream.read() !== null);
        if (!this.isCorrupt) done();
      });
    });
  }

  #open(firstByte: number): ZlibStream {
    switch (this.#encoding) {
      case 'br':
        return zlib.createBrotliDecompress();
      case 'zstd':
        return zlib.createZstdDecompress();
      case 'deflate':
        // RFC 9110 means the zlib format; some servers send raw deflate instead.
        return (firstByte & 0x0f) === DEFLATE_METHOD ? zlib.createInflate() : zlib.createInflateRaw();
      default:
        return zlib.createGunzip();
    }
  }
}
