// What of a block can be searched for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockText } from '../../src/core/body/blockText.ts';

test('gives text without its JSON escapes', () => {
  assert.equal(blockText(JSON.stringify('line "one"\nline ü'), 'user'), 'line "one"\nline ü');
});

test('gives the words of tool arguments, as an object or as JSON in a string', () => {
  const input = { command: 'npm test', timeout: 30, env: { CI: 'true' }, flag: false };
  assert.equal(blockText(JSON.stringify(input), 'assistant'), 'npm test\n30\ntrue');
  assert.equal(blockText(JSON.stringify(JSON.stringify(input)), 'assistant'), 'npm test\n30\ntrue');
});

test('gives name and description of a tool that was cut without its braces', () => {
  assert.equal(
    blockText('"name":"Bash","description":"Runs it","input_schema":{"type":"object"}', 'tool'),
    'Bash\nRuns it',
  );
  assert.equal(blockText('"type":"function","function":{"name":"grep"}', 'tool'), 'grep');
});

test('leaves out images, signatures and encrypted text', () => {
  assert.equal(
    blockText(JSON.stringify({ type: 'base64', media_type: 'image/png', data: 'iVBOR' }), 'user'),
    '',
  );
  assert.equal(blockText(JSON.stringify('gAAAAAB'.repeat(40)), 'assistant'), '');
});

test('keeps text that is no JSON as it is', () => {
  assert.equal(blockText('not json', 'other'), 'not json');
});
