// Labels made of recorded text can't hide, reorder or break lines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLabel } from '../../src/protocol/label.ts';

test('controls, bidi overrides, tags and zero-width characters are removed from a label', () => {
  assert.equal(toLabel('a\u202eb\u2066c\u200bd\u0007e\u001b[31mf\u{e0041}g'), 'abcde[31mfg');
});

test('line breaks become single spaces', () => {
  assert.equal(toLabel('  one\r\n\t two\u2028three '), 'one two three');
});

test('emoji with joiners survive', () => {
  assert.equal(toLabel('👩‍💻 ❤️'), '👩‍💻 ❤️');
});

test('a long label is cut between characters and ends with an ellipsis', () => {
  assert.equal(toLabel('😀'.repeat(10), 4), '😀😀😀…');
});
