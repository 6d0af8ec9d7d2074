// What the five bundles contain.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packagesOf, readBundles } from '../support/metafile.ts';

const bundles = await readBundles();

function inputsOf(bundle: string): string[] {
  const inputs = bundles.get(bundle);
  assert.ok(inputs, `${bundle} was built`);
  return inputs;
}

/** Those of `names` that are inside a bundle. */
function among(bundle: string, names: readonly string[]): string[] {
  const packages = packagesOf(inputsOf(bundle));
  return names.filter(name => packages.has(name));
}

// undici would replace the fetch dispatcher of every other extension; the others have no work on the main thread.
test('the extension bundle has neither undici, sql.js nor prom-client', () => {
  assert.deepEqual(among('extension.js', ['undici', 'sql.js', 'prom-client']), []);
});

test('the gateway bundle has undici, and nothing that records', () => {
  assert.deepEqual(among('gateway.js', ['undici', 'sql.js', 'prom-client']), ['undici']);
});

test('the recorder bundle has the database and the metrics, and nothing that forwards', () => {
  assert.deepEqual(among('recorder.js', ['undici', 'sql.js', 'prom-client']), ['sql.js', 'prom-client']);
});

test('the command line does its forwarding and recording in the workers', () => {
  assert.deepEqual(among('cli.js', ['undici', 'sql.js', 'prom-client']), []);
});

test('the webview bundle has its own files, the protocol and packages only', () => {
  const inputs = [...inputsOf('webview.js'), ...(bundles.get('webview.css') ?? [])];
  assert.deepEqual(
    inputs.filter(input => !/^(webview|src\/protocol|(.*\/)?node_modules)\//.test(input)),
    [],
  );
});
