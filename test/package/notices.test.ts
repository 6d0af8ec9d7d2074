// The licences of everything that is bundled are shipped with it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { NOTICES_FILE, renderNotices } from '../support/notices.ts';

test('THIRD_PARTY_NOTICES.md lists what is in the bundles; "npm run notices" renews it', async () => {
  const committed = await readFile(NOTICES_FILE, 'utf8');
  assert.equal(committed.replaceAll('\r\n', '\n'), await renderNotices());
});

test('every bundled package comes with the text of its licence', async () => {
  const sections = (await renderNotices()).split(/^## /m).slice(1);
  const bare = sections.filter(section => !section.includes('```text\n'));
  assert.deepEqual(
    bare.map(section => section.split('\n')[0]),
    [],
  );
});
