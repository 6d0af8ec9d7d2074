// What the documents point at exists.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../support/project.ts';

const documents = ['', 'docs'].flatMap(folder =>
  readdirSync(path.join(PROJECT_ROOT, folder))
    .filter(name => name.endsWith('.md') && name !== 'THIRD_PARTY_NOTICES.md')
    .map(name => path.join(folder, name)),
);

for (const document of documents) {
  test(`every link and picture of ${document} leads to a file`, () => {
    const text = readFileSync(path.join(PROJECT_ROOT, document), 'utf8');
    const targets = [...text.matchAll(/\]\(([^)\s#]+)(?:#[\w-]*)?\)/g)].flatMap(([, target]) => target ?? []);
    const missing = targets
      .filter(target => !/^[a-z]+:/.test(target))
      .filter(target => !existsSync(path.join(PROJECT_ROOT, path.dirname(document), target)));
    assert.deepEqual(missing, []);
  });
}

test('every picture of the documents is shown in one of them', () => {
  const text = documents.map(document => readFileSync(path.join(PROJECT_ROOT, document), 'utf8')).join('\n');
  const images = readdirSync(path.join(PROJECT_ROOT, 'docs/images'));
  assert.deepEqual(
    images.filter(image => !text.includes(`images/${image})`)),
    [],
  );
});
