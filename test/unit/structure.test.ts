// The rooms of the house: who may import whom, and that files stay small.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf, readSources, type SourceFile } from '../support/sourceImports.ts';

/** A room may import itself and the rooms named here. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  core: ['protocol'],
  gateway: ['protocol', 'core'],
  recorder: ['protocol', 'core'],
  service: ['protocol', 'core', 'gateway', 'recorder'],
  host: ['protocol', 'core', 'gateway', 'recorder', 'service'],
  demo: ['protocol', 'core'],
  cli: ['protocol', 'core', 'gateway', 'recorder', 'service', 'demo'],
  webview: ['protocol'],
  'cli.ts': ['protocol', 'core', 'gateway', 'recorder', 'service', 'demo', 'cli'],
  'extension.ts': ['protocol', 'core', 'gateway', 'recorder', 'service', 'demo', 'host'],
};

const EDITOR_ROOMS = new Set(['host', 'extension.ts']);
const MAX_LINES = 300;
/** `net` is not among them: its `isIP` and `BlockList` only calculate. */
const IO_MODULES =
  /^(node:)?(fs|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster|readline)(\/|$)/;

const sources = await readSources('src', 'webview');

test('every file belongs to a known room', () => {
  assert.deepEqual(
    offenders(file => !(roomOf(file.path) in ROOMS)),
    [],
  );
});

test('imports point one way', () => {
  assert.deepEqual(
    offendingImports((file, name) => {
      if (!isOwn(name)) return false;
      const room = roomOf(file.path);
      const target = roomOf(name);
      return target !== room && !ROOMS[room]?.includes(target);
    }),
    [],
  );
});

test('only the editor shell imports vscode', () => {
  assert.deepEqual(
    offendingImports((file, name) => name === 'vscode' && !EDITOR_ROOMS.has(roomOf(file.path))),
    [],
  );
});

test('core and protocol do no input or output', () => {
  assert.deepEqual(
    offendingImports(
      (file, name) => ['core', 'protocol'].includes(roomOf(file.path)) && IO_MODULES.test(name),
    ),
    [],
  );
});

test('no source or webview file has more than 300 lines', () => {
  assert.deepEqual(
    offenders(file => file.lineCount > MAX_LINES),
    [],
  );
});

test('reads every form of import', () => {
  const text = `import 'a';
import b from 'b';
import { type C, d } from './c.ts';
import type { E } from 'e';
import * as f from 'f';
import g, {
  h,
} from 'g';
export { i } from 'i';
export * from 'j';
const k = await import('k');
type L = import('l').L;
const from = 'not an import';
`;
  assert.deepEqual(importsOf(text), ['a', 'b', './c.ts', 'e', 'f', 'g', 'i', 'j', 'k', 'l']);
});

/** `src/core/x.ts` is in `core`, `src/cli.ts` a room of its own, `webview/x.ts` in `webview`. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? second : top;
}

function isOwn(name: string): boolean {
  return name.startsWith('src/') || name.startsWith('webview/');
}

function offenders(isOffender: (file: SourceFile) => boolean): string[] {
  return sources.filter(isOffender).map(file => file.path);
}

function offendingImports(isOffender: (file: SourceFile, name: string) => boolean): string[] {
  return sources.flatMap(file =>
    file.imports.filter(name => isOffender(file, name)).map(name => `${file.path} imports ${name}`),
  );
}
