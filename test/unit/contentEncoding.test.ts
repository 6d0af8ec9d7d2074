// Recorded bodies are decoded as they come, within bounds, and never throw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as zlib from 'node:zlib';
import {
  createDecoder,
  DEFAULT_DECODE_CAPS,
  decodeBody,
  parseContentEncoding,
} from '../../src/core/decode/contentEncoding.ts';

const text = Array.from({ length: 400 }, (_, line) => `data: {"line":${line},"text":"grün"}\n\n`).join('');
const plain = new TextEncoder().encode(text);
const wireOf: Record<string, Uint8Array> = {
  gzip: zlib.gzipSync(plain),
  deflate: zlib.deflateSync(plain),
  br: zlib.brotliCompressSync(plain),
  zstd: zlib.zstdCompressSync(plain),
};

async function decodeInPieces(wire: Uint8Array, encodings: string[], size: number): Promise<string> {
  const decoder = createDecoder(encodings);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < wire.length; at += size)
    pieces.push(await decoder.push(wire.subarray(at, at + size)));
  assert.equal(decoder.failure, null);
  decoder.close();
  return Buffer.concat(pieces).toString('utf8');
}

for (const [encoding, wire] of Object.entries(wireOf)) {
  test(`decodes ${encoding} in one piece and byte by byte`, async () => {
    assert.equal(await decodeInPieces(wire, [encoding], wire.length), text);
    assert.equal(await decodeInPieces(wire, [encoding], 1), text);
  });

  test(`gives what a cut ${encoding} body holds`, async () => {
    const { bytes, failure } = await decodeBody(wire.subarray(0, wire.length - 12), [encoding]);
    assert.equal(failure, null);
    assert.equal(text.startsWith(new TextDecoder().decode(bytes, { stream: true })), true);
  });
}

test('decodes raw deflate that is sent as deflate', async () => {
  assert.equal(await decodeInPieces(zlib.deflateRawSync(plain), ['deflate'], 100), text);
});

test('decodes several layers, last one applied first', async () => {
  const wire = zlib.brotliCompressSync(zlib.gzipSync(plain));
  assert.equal(await decodeInPieces(wire, ['gzip', 'br'], 7), text);
});

test('decodes concatenated gzip members and zstd frames', async () => {
  for (const [encoding, half] of [
    ['gzip', zlib.gzipSync('half ')],
    ['zstd', zlib.zstdCompressSync('half ')],
  ] as const)
    for (const size of [1, half.length, 1000])
      assert.equal(await decodeInPieces(Buffer.concat([half, half]), [encoding], size), 'half half ');
});

test('gives each flushed part of a compressed stream at once', async () => {
  const gzip = zlib.createGzip();
  const decoder = createDecoder(['gzip']);
  const seen: string[] = [];
  for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
    gzip.write(event);
    await new Promise<void>(resolve => gzip.flush(zlib.constants.Z_SYNC_FLUSH, resolve));
    seen.push(Buffer.from(await decoder.push(gzip.read())).toString());
  }
  gzip.destroy();
  decoder.close();
  assert.deepEqual(seen, ['data: 1\n\n', 'data: 2\n\n']);
});

test('passes bytes through when there is no encoding', async () => {
  assert.deepEqual(await decodeBody(plain, []), { bytes: plain, failure: null });
});

test('says why it cannot decode', async () => {
  const bomb = zlib.gzipSync(Buffer.alloc(8_000_000));
  const caps = (maxBytes: number, maxRatio: number) => ({ maxBytes, maxRatio });
  const failures = await Promise.all([
    decodeBody(plain, ['compress']),
    decodeBody(plain, ['gzip', 'gzip', 'gzip', 'gzip', 'gzip']),
    decodeBody(plain, ['gzip']),
    decodeBody(plain, ['br']),
    decodeBody(plain, ['zstd']),
    decodeBody(bomb, ['gzip'], caps(1_000_000, 100_000)),
    decodeBody(bomb, ['gzip'], caps(100_000_000, 200)),
    decodeBody(zlib.gzipSync(bomb), ['gzip', 'gzip'], DEFAULT_DECODE_CAPS),
    decodeBody(plain, [], caps(10, 10)),
  ]);
  assert.deepEqual(
    failures.map(({ bytes, failure }) => [failure, bytes.length]),
    [
      ['unsupported_encoding', 0],
      ['too_many_layers', 0],
      ['corrupt', 0],
      ['corrupt', 0],
      ['corrupt', 0],
      ['output_cap', 0],
      ['ratio_cap', 0],
      ['ratio_cap', 0],
      ['output_cap', 0],
    ],
  );
});

test('gives nothing more after a failure, nor after it was closed', async () => {
  const decoder = createDecoder(['gzip']);
  await decoder.push(plain);
  assert.equal((await decoder.push(plain)).length, 0);
  decoder.close();
  decoder.close();
  assert.equal((await decoder.push(plain)).length, 0);
});

test('keeps the order of chunks that are pushed at once', async () => {
  const wire = wireOf.gzip ?? plain;
  const decoder = createDecoder(['gzip']);
  const pieces = [wire.subarray(0, 50), wire.subarray(50, 300), wire.subarray(300)];
  const decoded = await Promise.all(pieces.map(piece => decoder.push(piece)));
  decoder.close();
  assert.equal(Buffer.concat(decoded).toString(), text);
});

test('reads the header in the order in which encodings were applied', () => {
  assert.deepEqual(parseContentEncoding(' GZIP , identity,br'), ['gzip', 'br']);
  assert.deepEqual(parseContentEncoding(null), []);
});
