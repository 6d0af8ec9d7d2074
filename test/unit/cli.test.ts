// Small parts of the command line and of the demo upstream.
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { defaultDataFolder, resolveDataFolder } from '../../src/cli/dataFolder.ts';
import { formatTable } from '../../src/cli/table.ts';
import { chooseTool } from '../../src/demo/chooseTool.ts';
import { readDirectives } from '../../src/demo/directives.ts';
import { jsonPieces, textPieces } from '../../src/demo/pieces.ts';

test('each system has its own place for data', () => {
  const home = path.join('/', 'h');
  assert.equal(defaultDataFolder({}, 'linux', home), path.join(home, '.local', 'share', 'lunaroute-vscode'));
  assert.equal(
    defaultDataFolder({ XDG_DATA_HOME: '/x' }, 'linux', home),
    path.join('/x', 'lunaroute-vscode'),
  );
  assert.equal(
    defaultDataFolder({}, 'darwin', home),
    path.join(home, 'Library', 'Application Support', 'lunaroute-vscode'),
  );
  assert.equal(defaultDataFolder({ LOCALAPPDATA: '/l' }, 'win32', home), path.join('/l', 'lunaroute-vscode'));
});

test('a data folder may start with ~ or be relative', () => {
  assert.equal(resolveDataFolder('~/rec', {}), path.join(os.homedir(), 'rec'));
  assert.equal(resolveDataFolder('rec', {}), path.resolve('rec'));
});

test('a table aligns its columns and drops what could steer a terminal', () => {
  const rows = [
    { name: 'a\u001b[31mb', count: 1 },
    { name: 'c', count: 200 },
  ];
  const text = formatTable(
    [
      { title: 'NAME', cell: row => row.name },
      { title: 'N', isRight: true, cell: row => String(row.count) },
    ],
    rows,
  );
  assert.ok(!text.includes('\u001b'));
  assert.deepEqual(
    text.split('\n').map(line => line.slice(-3)),
    ['  N', '  1', '200'],
  );
});

const tool = (name: string, properties: object, required: string[]) => ({
  name,
  namespace: null,
  parameters: { type: 'object', properties, required },
});

test('the demo prefers a tool that only reads, and takes the file from the prompt', () => {
  const text = { type: 'string' };
  const tools = [
    tool('Bash', { command: text }, ['command']),
    tool('Write', { file_path: text }, ['file_path']),
    tool('Read', { file_path: text, limit: { type: 'number' } }, ['file_path']),
  ];
  assert.deepEqual(chooseTool(tools, 'Read notes/moon.txt, please.', null), {
    tool: tools[2],
    input: { file_path: 'notes/moon.txt' },
  });
});

test('the demo never calls a tool that changes things unless the prompt names it', () => {
  const tools = [tool('delete_file', { path: { type: 'string' } }, ['path'])];
  assert.equal(chooseTool(tools, 'hello', null), null);
  assert.deepEqual(chooseTool(tools, 'hello', 'delete_file')?.input, { path: 'README.md' });
});

test('arguments fit nested schemas, enums and lists', () => {
  const properties = {
    command: { type: 'array', items: { type: 'string' } },
    mode: { enum: ['slow', 'fast'] },
    where: { type: 'object', properties: { depth: { type: 'integer', minimum: 3 } }, required: ['depth'] },
    tags: { type: ['array', 'null'], items: { anyOf: [{ type: 'boolean' }] } },
  };
  const plan = chooseTool([tool('shell', properties, Object.keys(properties))], '', null);
  assert.deepEqual(plan?.input, {
    command: ['echo', 'moonlight'],
    mode: 'slow',
    where: { depth: 3 },
    tags: [false],
  });
});

test('directives are read from a prompt, and their absence as well', () => {
  const {
    errorStatus,
    chunkDelayMs,
    wordCount,
    tool: name,
  } = readDirectives('Please demo:error 529 then demo:slow 40, demo:words 12 and demo:tool Read');
  assert.deepEqual([errorStatus, chunkDelayMs, wordCount, name], [529, 40, 12, 'Read']);
  const none = readDirectives('Explain demos of errors 529');
  assert.deepEqual([none.errorStatus, none.isDisconnecting, none.tool], [null, false, null]);
});

for (const text of ['', ' ', 'one', '  two words\n', 'a b c d e f g h i', 'line\n\nother  line'])
  test(`pieces of ${JSON.stringify(text)} join to the whole`, () => {
    assert.equal(textPieces(text).join(''), text);
    assert.equal(jsonPieces(JSON.stringify({ text })).join(''), JSON.stringify({ text }));
  });
