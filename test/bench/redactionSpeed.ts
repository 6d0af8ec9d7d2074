// Speed of redaction with all kinds on, on logs, code and JSON, beside plain passes over the same texts.
import { createRedact, type Redact } from '../../src/core/redaction/redactor.ts';
import { rulesWith } from '../support/redaction.ts';
import { innocentTexts, labelledTexts } from '../support/redactionCorpus.ts';
import { calibrationMs, percentile } from './figures.ts';

const MEGABYTES = 8;
const RUNS = 5;

function megabytesPerSecond(characters: number, run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  return characters / 1000 / percentile(times, 0.5);
}

/** Pieces of the size that blocks have. */
function blocksOf(text: string): string[] {
  return text.match(/[\s\S]{1,4000}/g) ?? [];
}

function logs(): string {
  const values = labelledTexts(200, 7).map(({ text }) => text);
  const lines: string[] = [];
  for (let i = 0, size = 0; size < MEGABYTES * 1e6; i++) {
    const time = `2026-11-24T10:${String(i % 60).padStart(2, '0')}:02.${100 + (i % 900)}Z`;
    const line = `${time} INFO [worker-${i % 16}] request ${i * 7919} from 10.${i % 200}.4.${i % 250} took ${i % 977} ms status=200 bytes=${i * 31}`;
    lines.push(line);
    size += line.length + 1;
    // One line in a thousand holds something.
    if (i % 1000 === 0) lines.push(values[(i / 1000) % values.length] ?? '');
  }
  return lines.join('\n');
}

const kinds: [string, string][] = [
  ['logs', logs()],
  ['code', innocentTexts(MEGABYTES * 1000, 3)],
];
const redact = createRedact(
  rulesWith('mask'),
  () => null,
  () => undefined,
);
const secretsOnly = createRedact(
  { ...rulesWith('off'), modes: { ...rulesWith('off').modes, secret: 'mask' } },
  () => null,
  () => undefined,
);

console.log(`calibration of the machine: ${calibrationMs().toFixed(0)} ms`);
for (const [name, text] of kinds) {
  const blocks = blocksOf(text);
  const json = blocks.map(block => JSON.stringify({ type: 'text', text: block }));
  const over = (pieces: string[], form: 'text' | 'json', by: Redact) =>
    megabytesPerSecond(text.length, () => {
      for (const piece of pieces) by(piece, form);
    });
  const figures: Record<string, number> = {
    'redaction, all kinds': over(blocks, 'text', redact),
    'redaction of JSON, all kinds': over(json, 'json', redact),
    'redaction, secrets only': over(blocks, 'text', secretsOnly),
    'JSON.parse': megabytesPerSecond(text.length, () => json.forEach(piece => void JSON.parse(piece))),
    'charCodeAt loop': megabytesPerSecond(text.length, () => {
      let sum = 0;
      for (const block of blocks) for (let i = 0; i < block.length; i++) sum += block.charCodeAt(i);
      if (sum === 0) throw new Error('empty');
    }),
  };
  for (const [what, speed] of Object.entries(figures))
    console.log(`${name}: ${what}: ${speed.toFixed(1)} MB/s`);
}
