// Frames that warm a connection up: no requests, but what they say belongs to the request that names their answer.
import type { UnderstoodRequest } from '../exchange/understandRequest.ts';

const KEPT_IDS = 2000;
/** Each may be a system prompt with all tools. */
const KEPT_FRAMES = 20;

export class Prewarms {
  /** By the provider's id of the answer, oldest first; null for one whose frame is forgotten. */
  private readonly frames = new Map<string, UnderstoodRequest | null>();

  remember(responseId: string, frame: UnderstoodRequest | null): void {
    this.frames.delete(responseId);
    this.frames.set(responseId, frame);
    const ids = [...this.frames.keys()];
    const tooOld = ids.at(-KEPT_FRAMES - 1);
    if (tooOld !== undefined) this.frames.set(tooOld, null);
    const [oldest] = ids;
    if (ids.length > KEPT_IDS && oldest !== undefined) this.frames.delete(oldest);
  }

  /** Whether this is the answer to such a frame. */
  has(responseId: string): boolean {
    return this.frames.has(responseId);
  }

  /** Null when it is not kept. */
  frameOf(responseId: string): UnderstoodRequest | null {
    return this.frames.get(responseId) ?? null;
  }
}
