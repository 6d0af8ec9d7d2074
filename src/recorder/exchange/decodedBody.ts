// A body's bytes as text where they are text, with the facts a record keeps about them.
import { createDecoder, parseContentEncoding } from '../../core/decode/contentEncoding.ts';
import type { Scrub } from './scrubSecrets.ts';

/** What every recorded body says beside its content. */
export interface BodyFacts {
  wire_bytes: number;
  content_encoding: string | null;
  truncated?: true;
  undecoded?: string;
}

/** `text` is null when the bytes are no UTF-8 or could not be decoded; `bytes` are then what came. */
export interface DecodedBody {
  facts: BodyFacts;
  text: string | null;
  bytes: Uint8Array;
}

export interface WireBody {
  chunks: readonly Uint8Array[];
  wireBytes: number;
  isTruncated: boolean;
  /** Broken off: the last character or compressed frame may be incomplete. */
  isCut: boolean;
  contentEncoding: string | null;
}

/** Undoes the content encoding within bounds; what can't be decoded is kept as it came. Never throws. */
export async function decodeWireBody(body: WireBody, scrub: Scrub): Promise<DecodedBody> {
  const facts: BodyFacts = { wire_bytes: body.wireBytes, content_encoding: body.contentEncoding };
  if (body.isTruncated) facts.truncated = true;
  const wire = Buffer.concat(body.chunks);
  const encodings = parseContentEncoding(body.contentEncoding);
  if (encodings.length === 0) return { facts, text: scrubText(wire, body, scrub), bytes: wire };

  // Not `decodeBody`: an incomplete frame is no failure here, its beginning is worth keeping.
  const decoder = createDecoder(encodings);
  try {
    const bytes = Buffer.from(await decoder.push(wire));
    if (decoder.failure !== null) {
      return { facts: { ...facts, undecoded: decoder.failure }, text: null, bytes: wire };
    }
    return { facts, text: scrubText(bytes, body, scrub), bytes };
  } finally {
    decoder.close();
  }
}

function scrubText(bytes: Uint8Array, body: WireBody, scrub: Scrub): string | null {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return scrub(decoder.decode(bytes, { stream: body.isTruncated || body.isCut }));
  } catch {
    return null;
  }
}
