// The documented examples are events of the journal: docs/record-format.md against the schema.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { journalEvent } from '../../src/protocol/journal.ts';

const DOCUMENT = path.join(import.meta.dirname, '..', '..', 'docs', 'record-format.md');

test('documents every event type with an example that is exactly one', () => {
  const examples = [...readFileSync(DOCUMENT, 'utf8').matchAll(/^```json\n(.*)\n```$/gm)].map(match =>
    JSON.parse(match[1] ?? ''),
  );
  assert.deepEqual(
    examples.map(example => journalEvent.parse(example)),
    examples,
  );
  const types = journalEvent._zod.def.options.map(option => option._zod.def.shape.type._zod.def.values[0]);
  assert.deepEqual(examples.map(example => example.type).sort(), types.sort());
});
