// Words in a prompt that make the demo upstream misbehave or answer in a certain way.

export interface Directives {
  /** `demo:error 529`: answer with this status. */
  errorStatus: number | null;
  /** `demo:stream-error`: begin well, then report an error inside the stream. */
  isStreamError: boolean;
  /** `demo:disconnect`: break off in the middle. */
  isDisconnecting: boolean;
  /** `demo:hang`: never answer. */
  isHanging: boolean;
  /** `demo:slow` or `demo:slow 500`: milliseconds between two chunks. */
  chunkDelayMs: number;
  /** `demo:words 500`: length of the answer. */
  wordCount: number | null;
  /** `demo:tool NAME`: call this tool. */
  tool: string | null;
  /** `demo:no-tools`: answer at once. */
  isWithoutTools: boolean;
}

/** A request with this header gets that status, whatever its prompt says. */
export const STATUS_HEADER = 'x-demo-status';

const DEFAULT_DELAY_MS = 5;
const SLOW_DELAY_MS = 250;
const MOST_WORDS = 200_000;

export function readDirectives(prompt: string): Directives {
  const slow = /\bdemo:slow(?:\s+(\d{1,5}))?/.exec(prompt);
  const words = /\bdemo:words\s+(\d{1,6})/.exec(prompt)?.[1];
  const status = Number(/\bdemo:error\s+([45]\d\d)\b/.exec(prompt)?.[1] ?? 0);
  return {
    errorStatus: status === 0 ? null : status,
    isStreamError: /\bdemo:stream-error\b/.test(prompt),
    isDisconnecting: /\bdemo:disconnect\b/.test(prompt),
    isHanging: /\bdemo:hang\b/.test(prompt),
    chunkDelayMs: slow === null ? DEFAULT_DELAY_MS : Number(slow[1] ?? SLOW_DELAY_MS),
    wordCount: words === undefined ? null : Math.min(Number(words), MOST_WORDS),
    tool: /\bdemo:tool\s+([\w-]{1,64})/.exec(prompt)?.[1] ?? null,
    isWithoutTools: /\bdemo:no-tools\b/.test(prompt),
  };
}
