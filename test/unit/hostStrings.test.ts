// Every text of the editor's code can be translated.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { BUNDLE, findStrings } from '../support/l10nStrings.ts';

test('the bundle for translators has every text (else: node test/support/l10nStrings.ts)', async () => {
  const bundle: unknown = JSON.parse(await readFile(BUNDLE, 'utf8'));
  assert.deepEqual(bundle, await findStrings());
});
