// Which blocks a session has written already, and how a body is written with references to them.
import { hash } from 'node:crypto';
import { type EarlierBody, type PlainPart, shareParts } from '../../core/body/composeBody.ts';
import type { BodySegment } from '../../core/body/splitBody.ts';
import { REDACT_NOTHING, type Redact } from '../../core/redaction/redactor.ts';
import type { BlockKind, BodyPart } from '../../protocol/journal.ts';

export interface FreshBlock {
  ordinal: number;
  kind: BlockKind;
  text: string;
}

/** Bodies whose beginning may be shared: the newest of each of the latest threads. */
const KEPT_BODIES = 6;

export class BlockLedger {
  /** By hash of the recorded text: the texts themselves are on disk. */
  private readonly ordinals = new Map<string, number>();
  /** By hash of what came, so that history is not redacted again. */
  private readonly rawOrdinals = new Map<string, number>();
  /** What `rawOrdinals` was made by. */
  private redactedBy: Redact | null = null;
  private nextOrdinal = 0;
  private readonly bodies = new Map<string, EarlierBody>();

  /** Writes a body down: what of it is new, and its parts. Call only when both will be journalled. */
  write(
    requestId: string,
    threadId: string,
    segments: readonly BodySegment[],
    redact: Redact,
  ): { fresh: FreshBlock[]; parts: BodyPart[] } {
    const { fresh, parts: plain } = this.writeApart(segments, redact);
    const parts = shareParts(plain, [...this.bodies.values()].reverse());
    this.keepBody(requestId, threadId, plain);
    return { fresh, parts };
  }

  /** As `write`, for a body that shares blocks alone: no later one refers to it. */
  writeApart(segments: readonly BodySegment[], redact: Redact): { fresh: FreshBlock[]; parts: PlainPart[] } {
    const fresh: FreshBlock[] = [];
    // Other rules: what was seen before may look different now.
    if (this.redactedBy !== redact) this.rawOrdinals.clear();
    this.redactedBy = redact;
    const parts = segments.map((segment): PlainPart => {
      if ('literal' in segment) return redact(segment.literal, 'json');
      const rawKey = keyOf(segment.block);
      const seen = this.rawOrdinals.get(rawKey);
      if (seen !== undefined) return seen;
      const text = redact(segment.block, 'json');
      const key = text === segment.block ? rawKey : keyOf(text);
      const known = this.ordinals.get(key);
      const ordinal = known ?? this.nextOrdinal++;
      if (redact !== REDACT_NOTHING) this.rawOrdinals.set(rawKey, ordinal);
      if (known !== undefined) return known;
      this.ordinals.set(key, ordinal);
      fresh.push({ ordinal, kind: segment.kind, text });
      return ordinal;
    });
    return { fresh, parts };
  }

  /** Takes over a block that an earlier process wrote. */
  restoreBlock(ordinal: number, text: string): void {
    this.ordinals.set(keyOf(text), ordinal);
    this.skipOrdinal(ordinal);
  }

  /** An ordinal that is spoken for, though its block may be lost. */
  skipOrdinal(ordinal: number): void {
    this.nextOrdinal = Math.max(this.nextOrdinal, ordinal + 1);
  }

  keepBody(requestId: string, threadId: string, parts: readonly PlainPart[]): void {
    this.bodies.delete(threadId);
    this.bodies.set(threadId, { id: requestId, parts });
    const [oldest] = this.bodies.keys();
    if (this.bodies.size > KEPT_BODIES && oldest !== undefined) this.bodies.delete(oldest);
  }
}

function keyOf(text: string): string {
  return hash('sha256', text, 'base64');
}
