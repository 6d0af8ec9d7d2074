// A clock that follows the system's, but does not move with its small corrections.

/** Network time keeps a clock within far less; more means that it was set, or that the machine slept. */
const MAX_DRIFT_MS = 1000;

export interface WallClock {
  /** Milliseconds since the epoch, with fractions. */
  now(): number;
  /** Milliseconds since the epoch at which `performance.now()` was 0, as of now: fixed, it measures spans. */
  origin(): number;
}

/**
 * A process's own clock stands still while the machine sleeps (Linux), and knows nothing of a clock that is set: after
 * either it is set anew, so that what is recorded has the day and hour it happened in.
 * @param wall milliseconds since the epoch, as the system says
 * @param monotonic milliseconds since the process began
 */
export function createWallClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
  /** When the process began, in milliseconds since the epoch: exact, where the system's clock tells whole ones. */
  start: number = performance.timeOrigin,
): WallClock {
  let origin = start;
  const follow = (): number => {
    const drift = wall() - (origin + monotonic());
    if (Math.abs(drift) > MAX_DRIFT_MS) origin += drift;
    return origin;
  };
  return { now: () => follow() + monotonic(), origin: follow };
}
