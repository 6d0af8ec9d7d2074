// Times as the journal writes them.

/** RFC 3339, UTC, milliseconds. @param at milliseconds since the epoch, with fractions */
export function timestampOf(at: number): string {
  return new Date(Math.floor(at)).toISOString();
}
