// Which blocks a session has written already, and how a body is written with references to them.
import { hash } from 'node:crypto';
import { type EarlierBody, type PlainPart, shareParts } from '../../core/body/composeBody.ts';
import type { BodySegment } from '../../core/body/splitBody.ts';
import type { BlockKind, BodyPart } from '../../protocol/journal.ts';

export interface FreshBlock {
  ordinal: number;
  kind: BlockKind;
  text: string;
}

/** Bodies whose beginning may be shared: the newest of each of the latest threads. */
const KEPT_BODIES = 6;

export class BlockLedger {
  /** By hash of the text: the texts themselves are on disk. */
  private readonly ordinals = new Map<string, number>();
  private nextOrdinal = 0;
  private readonly bodies = new Map<string, EarlierBody>();

  /** Writes a body down: what of it is new, and its parts. Call only when both will be journalled. */
  write(
    requestId: string,
    threadId: string,
    segments: readonly BodySegment[],
  ): { fresh: FreshBlock[]; parts: BodyPart[] } {
    const fresh: FreshBlock[] = [];
    const plain = segments.map((segment): PlainPart => {
      if ('literal' in segment) return segment.literal;
      const key = keyOf(segment.block);
      const known = this.ordinals.get(key);
      if (known !== undefined) return known;
      const ordinal = this.nextOrdinal++;
      this.ordinals.set(key, ordinal);
      fresh.push({ ordinal, kind: segment.kind, text: segment.block });
      return ordinal;
    });
    const parts = shareParts(plain, [...this.bodies.values()].reverse());
    this.keepBody(requestId, threadId, plain);
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
