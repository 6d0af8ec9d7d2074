// The one clock of a gateway: milliseconds since the epoch with fractions.
import { createWallClock } from '../core/wallClock.ts';

const clock = createWallClock();

/** Milliseconds since the epoch; of the same scale as the recorder's. */
export function now(): number {
  return clock.now();
}

/** A clock for one exchange: it never runs backwards, whatever happens to the system's meanwhile. */
export function startClock(): () => number {
  const origin = clock.origin();
  return () => origin + performance.now();
}
