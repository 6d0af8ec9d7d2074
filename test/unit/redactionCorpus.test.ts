// How much redaction finds and how much it takes for something it isn't, in figures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { scan } from '../../src/core/redaction/scan.ts';
import { REDACTION_KINDS, type RedactionKind } from '../../src/protocol/redaction.ts';
import { PROJECT_ROOT } from '../support/project.ts';
import { redactAll } from '../support/redaction.ts';
import { innocentTexts, labelledTexts } from '../support/redactionCorpus.ts';

const SEED = 20_261_124;
const VALUES_PER_KIND = 600;
const INNOCENT_KB = 2000;
const MIN_RECALL = 0.98;
const MAX_FALSE_HITS_PER_100_KB = 1;
const ALL = new Set(REDACTION_KINDS);

test('finds at least 98 of 100 values of each kind, whatever stands around them', t => {
  const mask = redactAll('mask');
  const missed = new Map<RedactionKind, string[]>(REDACTION_KINDS.map(kind => [kind, []]));
  const counts = new Map<RedactionKind, number>();
  for (const { kind, value, text } of labelledTexts(VALUES_PER_KIND, SEED)) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    // Whole: what is left of a value may say it all.
    const isFound = value.split('\n').every(line => !mask(text, 'text').includes(line));
    if (!isFound) missed.get(kind)?.push(text);
  }
  for (const [kind, texts] of missed) {
    const recall = 1 - texts.length / (counts.get(kind) ?? 1);
    t.diagnostic(`recall ${kind}: ${recall.toFixed(4)} of ${counts.get(kind)}`);
    assert.ok(recall >= MIN_RECALL, `${kind}: ${recall}\n${texts.slice(0, 10).join('\n')}`);
  }
});

function falseHits(text: string): Map<RedactionKind, string[]> {
  const hits = new Map<RedactionKind, string[]>(REDACTION_KINDS.map(kind => [kind, []]));
  for (const { kind, start, end } of scan(text, ALL, 'US')) {
    const surroundings = text.slice(Math.max(0, start - 30), end + 10);
    hits.get(kind)?.push(`${text.slice(start, end)}  in  ${surroundings}`);
  }
  return hits;
}

test('takes at most one piece in 100 KB of code, logs, diffs and hashes for something it is not', t => {
  const text = innocentTexts(INNOCENT_KB, SEED);
  for (const [kind, hits] of falseHits(text)) {
    const rate = hits.length / (text.length / 100_000);
    t.diagnostic(
      `false hits ${kind}: ${rate.toFixed(3)} in 100 KB (${hits.length} in ${text.length} characters)`,
    );
    assert.ok(rate <= MAX_FALSE_HITS_PER_100_KB, `${kind}: ${rate}\n${hits.slice(0, 10).join('\n')}`);
  }
});

/** Programs of others, as they are: addresses of their authors apart they hold nothing of anybody. */
const REAL_CODE = [
  'node_modules/@types/node/crypto.d.ts',
  'node_modules/fast-check/lib/fast-check.d.ts',
  'node_modules/playwright-core/lib/serverRegistry.js',
  'node_modules/ws/lib/websocket.js',
  'node_modules/sql.js/dist/sql-wasm.js',
  'node_modules/undici/lib/web/fetch/index.js',
  'node_modules/highlight.js/lib/core.js',
  'node_modules/axe-core/axe.min.js',
  'node_modules/uplot/dist/uPlot.iife.min.js',
  'package-lock.json',
  'package.json',
];

test('the same holds for real programs, minified ones and lock files', t => {
  const text = REAL_CODE.map(file => readFileSync(path.join(PROJECT_ROOT, file), 'utf8')).join('\n');
  for (const [kind, hits] of falseHits(text)) {
    const rate = hits.length / (text.length / 100_000);
    t.diagnostic(
      `false hits ${kind}: ${rate.toFixed(3)} in 100 KB (${hits.length} in ${text.length} characters)`,
    );
    assert.ok(rate <= MAX_FALSE_HITS_PER_100_KB, `${kind}: ${rate}\n${hits.slice(0, 10).join('\n')}`);
  }
});

test('timestamps are no phone numbers, and bare 9-digit numbers no social security numbers', () => {
  for (const text of [
    '1732450000',
    '1732450000123',
    'at 1732450000, 123456789',
    'id=123456789',
    '2024-01-15 10:30:00',
  ])
    assert.deepEqual(scan(text, ALL, 'US'), [], text);
});

test('numbers that were never issued are none', () => {
  for (const text of ['000-12-3456', '666-12-3456', '900-12-3456', '123-00-4567', '123-45-0000'])
    assert.deepEqual(scan(text, ALL, 'US'), [], text);
  for (const text of ['4111 1111 1111 1112', '4111', '0000 0000 0000 0000', 'DE89 3704 0044 0532 0130 01'])
    assert.deepEqual(scan(text, ALL, 'US'), [], text);
  for (const text of [
    '127.0.0.1',
    '::1',
    '0.0.0.0',
    '255.255.255.0',
    '300.1.1.1',
    '1.2.3.4.5',
    'std::fmt',
    'a::b',
  ])
    assert.deepEqual(scan(text, ALL, 'US'), [], text);
});

test('national phone numbers are those of the set country', () => {
  const found = (text: string, region: string) => scan(text, new Set(['phone']), region).length;
  assert.deepEqual([found('030 90182000', 'DE'), found('030 90182000', 'US')], [1, 0]);
  assert.deepEqual([found('01 42 68 53 00', 'FR'), found('01 42 68 53 00', 'US')], [1, 0]);
});
