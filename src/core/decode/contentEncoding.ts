// Undoes Content-Encoding on the recorded copy, as it comes and within bounds.
import { LayerDecoder } from './layerDecoder.ts';

export type UndecodedReason =
  | 'unsupported_encoding'
  | 'too_many_layers'
  | 'output_cap'
  | 'ratio_cap'
  | 'corrupt';

export interface DecodeCaps {
  /** Decoded bytes in all, of every layer. */
  maxBytes: number;
  /** Decoded bytes per wire byte, once more than 1 MB came out. */
  maxRatio: number;
}

export interface ContentDecoder {
  /** Decoded bytes that this chunk releases; empty after a failure. Never rejects; calls are queued. */
  push(chunk: Uint8Array): Promise<Uint8Array>;
  /** Why decoding stopped; null while all is well. */
  readonly failure: UndecodedReason | null;
  /** Frees native memory. Idempotent. */
  close(): void;
}

/** Real agent traffic stays below 30:1; an 800 KB history of repeated text may reach a few hundred. */
export const DEFAULT_DECODE_CAPS: DecodeCaps = { maxBytes: 256 * 1024 * 1024, maxRatio: 1000 };

const MAX_LAYERS = 4;
const NO_BYTES = new Uint8Array(0);

/** `gzip, br` → `['gzip', 'br']`, in the order they were applied; `identity` is left out. RFC 9110, 8.4. */
export function parseContentEncoding(header: string | null): string[] {
  return (header ?? '')
    .split(',')
    .map(token => token.trim().toLowerCase())
    .filter(token => token !== '' && token !== 'identity');
}

/** @param encodings as `parseContentEncoding` gives them; none passes bytes through, within the cap */
export function createDecoder(
  encodings: readonly string[],
  caps: DecodeCaps = DEFAULT_DECODE_CAPS,
): ContentDecoder {
  return new LayeredDecoder(encodings, caps);
}

/** Decodes a whole body; one that was cut off gives what could be decoded. */
export async function decodeBody(
  wire: Uint8Array,
  encodings: readonly string[],
  caps: DecodeCaps = DEFAULT_DECODE_CAPS,
): Promise<{ bytes: Uint8Array; failure: UndecodedReason | null }> {
  const decoder = createDecoder(encodings, caps);
  try {
    const bytes = await decoder.push(wire);
    return { bytes, failure: decoder.failure };
  } finally {
    decoder.close();
  }
}

class LayeredDecoder implements ContentDecoder {
  failure: UndecodedReason | null = null;
  #layers: LayerDecoder[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #wireBytes = 0;
  #outputBytes = 0;
  readonly #caps: DecodeCaps;

  constructor(encodings: readonly string[], caps: DecodeCaps) {
    this.#caps = caps;
    if (encodings.length > MAX_LAYERS) {
      this.failure = 'too_many_layers';
    } else if (!encodings.every(LayerDecoder.isSupported)) {
      this.failure = 'unsupported_encoding';
    } else {
      this.#layers = encodings.toReversed().map(encoding => new LayerDecoder(encoding));
    }
  }

  push(chunk: Uint8Array): Promise<Uint8Array> {
    const pushed = this.#queue.then(() => this.#decode(chunk));
    this.#queue = pushed;
    return pushed;
  }

  close(): void {
    this.#isClosed = true;
    for (const layer of this.#layers) layer.close();
  }

  async #decode(chunk: Uint8Array): Promise<Uint8Array> {
    if (this.failure !== null || this.#isClosed) return NO_BYTES;
    this.#wireBytes += chunk.length;
    let bytes = chunk;
    for (const layer of this.#layers) {
      const limit = this.#remaining();
      const decoded = await layer.decode(bytes, limit.bytes);
      if (decoded === null) return this.#fail(layer.isCorrupt ? 'corrupt' : limit.reason);
      bytes = decoded;
    }
    this.#outputBytes += bytes.length;
    if (this.#outputBytes > this.#caps.maxBytes) return this.#fail('output_cap');
    return bytes;
  }

  /** How much more may come out now, and which cap says so. */
  #remaining(): { bytes: number; reason: UndecodedReason } {
    const byRatio = Math.max(1024 * 1024, this.#wireBytes * this.#caps.maxRatio);
    return byRatio < this.#caps.maxBytes
      ? { bytes: byRatio - this.#outputBytes, reason: 'ratio_cap' }
      : { bytes: this.#caps.maxBytes - this.#outputBytes, reason: 'output_cap' };
  }

  #fail(reason: UndecodedReason): Uint8Array {
    this.failure = reason;
    this.close();
    return NO_BYTES;
  }
}
