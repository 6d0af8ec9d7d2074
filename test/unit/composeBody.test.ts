// A body shares its beginning with earlier ones and is put together again without loss.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type EarlierBody,
  expandParts,
  joinParts,
  type PlainPart,
  shareParts,
} from '../../src/core/body/composeBody.ts';
import type { BodyPart } from '../../src/protocol/journal.ts';

test('refers to the earlier body with the longest common beginning', () => {
  const previous: EarlierBody[] = [
    { id: 'a', parts: ['x', 1, 'y', 2] },
    { id: 'b', parts: ['x', 1, 'y', 3, 'z'] },
  ];
  assert.deepEqual(shareParts(['x', 1, 'y', 3, 'new'], previous), [{ of: 'b', n: 4 }, 'new']);
});

test('goes on sharing behind a difference, from the next block that both have', () => {
  const earlier: EarlierBody = {
    id: 'a',
    parts: ['clock 1', 1, 'x', 2, 'x', 3, 'mark', 4, 'end', 5, 'tail', 6, ']'],
  };
  assert.deepEqual(
    shareParts(['clock 2', 1, 'x', 2, 'x', 3, 'x', 4, 'new', 7, 'end', 5, 'tail', 6, ']'], [earlier]),
    ['clock 2', { of: 'a', from: 1, n: 5 }, 'x', 4, 'new', 7, { of: 'a', from: 8, n: 5 }],
  );
});

test('takes the first of equal blocks, so that what stands between is shared as well', () => {
  const earlier: EarlierBody = { id: 'a', parts: ['b', 9, 'x', 1, 'x', 9, 'x', 2, 'x', 9] };
  assert.deepEqual(shareParts(['c', 9, 'x', 1, 'x', 9, 'x', 2, 'x', 9], [earlier]), [
    'c',
    { of: 'a', from: 1, n: 9 },
  ]);
});

test('writes parts out when too little is shared', () => {
  assert.deepEqual(shareParts(['x', 1, 'q'], [{ id: 'a', parts: ['x', 1, 'y'] }]), ['x', 1, 'q']);
});

test('expands what was shared, through any chain of requests', () => {
  const part = fc.oneof(fc.nat(3), fc.constantFrom('a', 'b'));
  fc.assert(
    fc.property(fc.array(fc.array(part, { maxLength: 12 }), { maxLength: 12 }), bodies => {
      const written = new Map<string, BodyPart[]>();
      const previous: EarlierBody[] = [];
      for (const [index, parts] of bodies.entries()) {
        written.set(String(index), shareParts(parts, previous));
        previous.push({ id: String(index), parts });
      }
      for (const { id, parts } of previous)
        assert.deepEqual(
          expandParts(written.get(id) ?? [], of => written.get(of)),
          parts,
        );
    }),
  );
});

test('expands a chain of a thousand turns', () => {
  const written = new Map<string, BodyPart[]>([['0', [0, 1, 2]]]);
  for (let turn = 1; turn < 1000; turn++)
    written.set(String(turn), [{ of: String(turn - 1), n: turn + 2 }, turn + 2]);
  const expanded = expandParts(written.get('999') ?? [], id => written.get(id));
  assert.deepEqual(
    expanded,
    Array.from({ length: 1002 }, (_, ordinal) => ordinal),
  );
});

test('says so when a reference is missing, too short or goes round in a circle', () => {
  const bodies: Record<string, BodyPart[]> = { short: ['x'], loop: [{ of: 'loop', n: 1 }] };
  for (const id of ['missing', 'short', 'loop'])
    assert.equal(
      expandParts([{ of: id, n: 2 }], earlier => bodies[earlier]),
      null,
    );
});

test('joins literals and blocks to text, and says so when a block is missing', () => {
  const blocks = new Map([[7, 'seven']]);
  const parts: PlainPart[] = ['<', 7, '>'];
  assert.equal(
    joinParts(parts, ordinal => blocks.get(ordinal)),
    '<seven>',
  );
  assert.equal(
    joinParts([8], ordinal => blocks.get(ordinal)),
    null,
  );
});
