// Reads a log line by line in bounded memory, however long the log or a line of it is.
import { createReadStream } from 'node:fs';

/** A line beyond this is left out: an image or a file that somebody pasted. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const READ_BYTES = 256 * 1024;
const NEWLINE = 10;

export interface LogLine {
  /** Null for a line that is too long. */
  text: string | null;
  /** Of the file, up to and with this line. */
  bytesRead: number;
  /** The log is still being written: this line has no newline yet. */
  isUnfinished: boolean;
}

export async function* readLogLines(
  file: string,
  signal: AbortSignal,
  maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<LogLine, void, void> {
  let pieces: Buffer[] = [];
  let length = 0;
  let bytesRead = 0;
  const take = (piece: Buffer): void => {
    length += piece.length;
    // What is too long is only counted.
    if (length <= maxLineBytes) pieces.push(piece);
    else pieces = [];
  };
  const line = (isUnfinished: boolean): LogLine => {
    const text = length > maxLineBytes ? null : Buffer.concat(pieces).toString('utf8');
    pieces = [];
    length = 0;
    return { text, bytesRead, isUnfinished };
  };
  for await (const chunk of createReadStream(file, { highWaterMark: READ_BYTES, signal })) {
    const bytes = chunk as Buffer;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      take(bytes.subarray(start, end));
      bytesRead += end + 1 - start;
      start = end + 1;
      if (length > 0) yield line(false);
    }
    take(bytes.subarray(start));
    bytesRead += bytes.length - start;
  }
  if (length > 0) yield line(true);
}
