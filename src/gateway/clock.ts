// The one clock of a gateway: milliseconds since the epoch with fractions, which never run backwards.

/** Milliseconds since the epoch; monotonic within the process. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
