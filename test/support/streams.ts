// Reads recorded streams from test/fixtures/streams and folds them as the recorder does.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createSseReader } from '../../src/core/decode/sse.ts';
import type { Dialect, StreamEvent } from '../../src/core/dialects/dialect.ts';

const FOLDER = path.join(import.meta.dirname, '..', 'fixtures', 'streams');

/** All recorded streams, sorted. */
export function streamNames(): string[] {
  return readdirSync(FOLDER)
    .map(file => path.basename(file, '.sse'))
    .sort();
}

export function streamBytes(name: string): Uint8Array {
  return readFileSync(path.join(FOLDER, `${name}.sse`));
}

/** Events of a stream fed in chunks of `size` bytes; in one piece without it. */
export function streamEvents(bytes: Uint8Array, size: number = bytes.length): StreamEvent[] {
  const reader = createSseReader();
  const events: StreamEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)));
  return [...events, ...reader.end()];
}

export function foldStream(dialect: Dialect, name: string, size?: number) {
  const folder = dialect.createFolder();
  for (const event of streamEvents(streamBytes(name), size)) folder.push(event);
  return folder;
}
