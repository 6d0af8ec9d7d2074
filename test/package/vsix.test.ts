// The package that users install.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { test } from 'node:test';
import { readManifest } from '../support/project.ts';
import { vsixPath } from '../support/vsix.ts';
import { readZip } from '../support/zip.ts';

const MAX_BYTES = 2 * 1024 * 1024;

const ALLOWED = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package(\.nls(\.[\w-]+)?)?\.json$/,
  /^extension\/(readme|changelog|THIRD_PARTY_NOTICES)\.md$/,
  /^extension\/LICENSE\.txt$/,
  /^extension\/l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^extension\/media\/[\w/-]+\.(svg|png|md)$/,
  /^extension\/media\/terminal\/codex(\.cmd|\.ps1)?$/,
  /^extension\/dist\/(extension|gateway|recorder|demo|cli|webview)\.js$/,
  /^extension\/dist\/(webview|codicon)\.css$/,
  /^extension\/dist\/(codicon\.ttf|sql-wasm\.wasm|package\.json)$/,
];

const REQUIRED = [
  'extension/package.json',
  'extension/readme.md',
  'extension/LICENSE.txt',
  'extension/THIRD_PARTY_NOTICES.md',
  ...['extension', 'gateway', 'recorder', 'demo', 'cli', 'webview'].map(
    bundle => `extension/dist/${bundle}.js`,
  ),
  'extension/dist/package.json',
  'extension/dist/sql-wasm.wasm',
  'extension/dist/codicon.css',
  'extension/dist/codicon.ttf',
];

const entries = await readZip(vsixPath());
const names = entries.map(entry => entry.name);

function readEntry(name: string): string {
  const entry = entries.find(entry => entry.name === name);
  assert.ok(entry, `${name} is in the package`);
  return entry.read().toString('utf8');
}

test('contains no file that a user does not need', () => {
  assert.deepEqual(
    names.filter(name => !ALLOWED.some(pattern => pattern.test(name))),
    [],
  );
});

test('contains everything that the extension loads', () => {
  assert.deepEqual(
    REQUIRED.filter(name => !names.includes(name)),
    [],
  );
});

test('contains every file that the manifest points to', () => {
  const manifest = readEntry('extension/package.json');
  const files = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media)\/[^"]+\.\w+)"/g)].map(
    match => `extension/${match[1]}`,
  );
  assert.ok(files.includes('extension/dist/extension.js'));
  assert.deepEqual(
    files.filter(file => !names.includes(file)),
    [],
  );
});

test('is smaller than 2 MB', async () => {
  const { size } = await stat(vsixPath());
  assert.ok(size < MAX_BYTES, `${size} bytes`);
});

test('has no source map and names no folder of the machine that built it', () => {
  const bundles = names.filter(name => /^extension\/dist\/.*\.(js|css)$/.test(name));
  const root = JSON.stringify(process.cwd()).slice(1, -1);
  const offenders = bundles.filter(name => {
    const text = readEntry(name);
    return text.includes('sourceMappingURL=') || text.includes(root);
  });
  assert.deepEqual(offenders, []);
});

test('has the version of the project', () => {
  const { version } = readManifest();
  assert.equal(JSON.parse(readEntry('extension/package.json')).version, version);
  assert.match(vsixPath(), new RegExp(`-${version.replaceAll('.', '\\.')}\\.vsix$`));
});
