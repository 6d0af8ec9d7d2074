// Bodies that went through blocks, shared stretches and the journal's JSON are what was sent, byte for byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expandParts, joinParts, type PlainPart } from '../../src/core/body/composeBody.ts';
import { splitBody } from '../../src/core/body/splitBody.ts';
import { REDACT_NOTHING } from '../../src/core/redaction/redactor.ts';
import type { BodyPart } from '../../src/protocol/journal.ts';
import { DIALECTS } from '../../src/protocol/wire.ts';
import { BlockLedger } from '../../src/recorder/sessions/blockLedger.ts';
import { oddSession } from '../support/oddJson.ts';

/** As the journal does: written with references, stored as JSON, read and joined again. */
function throughTheJournal(bodies: readonly string[], dialect: (typeof DIALECTS)[number]): (string | null)[] {
  const ledger = new BlockLedger();
  const blocks = new Map<number, string>();
  const flat = new Map<string, PlainPart[]>();
  return bodies.map((body, n) => {
    const { fresh, parts } = ledger.write(String(n), 'main', splitBody(body, dialect), REDACT_NOTHING);
    for (const { ordinal, text } of fresh) blocks.set(ordinal, JSON.parse(JSON.stringify(text)));
    const stored = JSON.parse(JSON.stringify(parts)) as BodyPart[];
    const expanded = expandParts(stored, of => flat.get(of));
    if (expanded === null) return null;
    flat.set(String(n), expanded);
    return joinParts(expanded, ordinal => blocks.get(ordinal));
  });
}

test('oddly written sessions come back byte for byte', () => {
  fc.assert(
    fc.property(oddSession, fc.constantFrom(...DIALECTS), (bodies, dialect) => {
      for (const body of bodies) assert.doesNotThrow(() => JSON.parse(body), body);
      assert.deepEqual(throughTheJournal(bodies, dialect), bodies);
    }),
    { numRuns: 400 },
  );
});

test('a cache mark that moves adds no block', () => {
  const text = 'The same words, long enough to be a block of their own in every request.';
  const body = (marked: number): string =>
    JSON.stringify({
      messages: [0, 1, 2].map(n => ({
        role: 'user',
        content: [
          {
            type: 'text',
            text: `${n} ${text}`,
            ...(n === marked ? { cache_control: { type: 'ephemeral' } } : {}),
          },
        ],
      })),
      tools: [
        {
          name: 'Read',
          description: text,
          ...(marked === 0 ? { cache_control: { type: 'ephemeral' } } : {}),
        },
      ],
    });
  const ledger = new BlockLedger();
  const write = (n: number) =>
    ledger.write(String(n), 'main', splitBody(body(n), 'anthropic_messages'), REDACT_NOTHING);
  assert.deepEqual(
    [0, 1, 2, 0].map(n => write(n).fresh.length),
    [4, 0, 0, 0],
  );
});
