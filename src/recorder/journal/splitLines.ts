// Splits text that comes in pieces at its line ends.

export const NEWLINE = 10;

/**
 * Lines with their newline; the last one, or one before a gap, lacks it when it is not complete.
 * @param pieces text, and what stands for text that can't be read
 */
export async function* splitLines<Gap extends object = never>(
  pieces: AsyncIterable<Buffer | Gap>,
): AsyncGenerator<Buffer | Gap, void, void> {
  let pending: Buffer[] = [];
  for await (const piece of pieces) {
    if (!Buffer.isBuffer(piece)) {
      if (pending.length > 0) yield Buffer.concat(pending);
      pending = [];
      yield piece;
      continue;
    }
    let start = 0;
    for (;;) {
      const end = piece.indexOf(NEWLINE, start) + 1;
      if (end === 0) break;
      const rest = piece.subarray(start, end);
      yield pending.length === 0 ? rest : Buffer.concat([...pending, rest]);
      pending = [];
      start = end;
    }
    if (start < piece.length) pending.push(piece.subarray(start));
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}
