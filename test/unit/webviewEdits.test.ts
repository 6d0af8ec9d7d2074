// Edits of tool calls as diffs: what is read from the arguments of each agent, and how lines are told apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffTexts } from '../../webview/session/diffLines.ts';
import { fileEdits, unifiedText } from '../../webview/session/fileEdits.ts';

const signs = { added: '+', removed: '-', same: ' ', gap: '…' };
const shown = (before: string, after: string) =>
  diffTexts(before, after).map(line => `${signs[line.kind]}${line.text}`);
const read = (args: object | string) =>
  fileEdits(typeof args === 'string' ? args : JSON.stringify(args)).map(edit => [
    edit.path,
    edit.isNew,
    edit.lines.map(line => `${signs[line.kind]}${line.text}`),
  ]);

test('lines are compared, not counted: a line in the middle stays', () => {
  assert.deepEqual(shown('a\nb\nc\n', 'a\nB\nb\nd\n'), [' a', '+B', ' b', '-c', '+d']);
  assert.deepEqual(shown('', 'a'), ['+a']);
  assert.deepEqual(shown('a', ''), ['-a']);
  assert.deepEqual(shown('a\r\n', 'a\n'), ['…']);
});

test('three lines stand around a change, the rest is left out', () => {
  const lines = Array.from({ length: 20 }, (_, line) => `line ${line}`);
  assert.deepEqual(shown(lines.join('\n'), lines.with(10, 'new').join('\n')), [
    '…',
    ' line 7',
    ' line 8',
    ' line 9',
    '-line 10',
    '+new',
    ' line 11',
    ' line 12',
    ' line 13',
    '…',
  ]);
});

test('a change too large to compare is shown as old and new', () => {
  const many = (word: string) => Array.from({ length: 3000 }, (_, line) => `${word} ${line}`).join('\n');
  const diff = diffTexts(many('old'), many('new'));
  assert.deepEqual([diff.length, diff[0]?.kind, diff.at(-1)?.kind], [6000, 'removed', 'added']);
});

test("reads the edits of Claude Code, OpenCode and Anthropic's text editor", () => {
  const change = [['a.ts', false, ['-x', '+y']]];
  assert.deepEqual(read({ file_path: 'a.ts', old_string: 'x', new_string: 'y' }), change);
  assert.deepEqual(read({ filePath: 'a.ts', oldString: 'x', newString: 'y' }), change);
  assert.deepEqual(read({ command: 'str_replace', path: 'a.ts', old_str: 'x', new_str: 'y' }), change);
  assert.deepEqual(
    read({
      file_path: 'a.ts',
      edits: [
        { old_string: 'x', new_string: 'y' },
        { old_string: '', new_string: 'z' },
      ],
    }),
    [['a.ts', false, ['-x', '+y', '…', '+z']]],
  );
  const whole = [['b.ts', true, ['+one', '+two']]];
  assert.deepEqual(read({ file_path: 'b.ts', content: 'one\ntwo\n' }), whole);
  assert.deepEqual(read({ command: 'create', path: 'b.ts', file_text: 'one\ntwo' }), whole);
});

const PATCH = `*** Begin Patch
*** Update File: src/a.ts
@@ function f() {
 same
-old
+new
*** Add File: b.ts
+first
*** End Patch`;

test('reads patches of Codex: as plain text, as an argument, inside a shell command', () => {
  const edits = [
    ['src/a.ts', false, ['…function f() {', ' same', '-old', '+new']],
    ['b.ts', true, ['+first']],
  ];
  assert.deepEqual(read(PATCH), edits);
  assert.deepEqual(read({ patchText: PATCH }), edits);
  assert.deepEqual(read({ command: ['apply_patch', PATCH] }), edits);
  assert.deepEqual(read({ command: ['bash', '-lc', `apply_patch <<'EOF'\n${PATCH}\nEOF\n`] }), edits);
});

test('anything else is no edit', () => {
  for (const args of [
    {},
    [],
    { path: 'a' },
    { old_string: 'x', new_string: 'y' },
    'half {"file_path":',
    '{"a":1',
  ])
    assert.deepEqual(read(args), []);
});

test('a copy is a unified diff', () => {
  assert.equal(
    unifiedText(fileEdits(JSON.stringify({ file_path: 'a.ts', old_string: 'x', new_string: 'y' }))),
    '--- a.ts\n+++ a.ts\n-x\n+y',
  );
});
