// The packed extension comes up in a real extension host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as vscode from 'vscode';
import { extensionId, readManifest } from '../support/project.ts';

test('registers every command that the manifest contributes', async () => {
  const extension = vscode.extensions.getExtension(extensionId());
  assert.ok(extension, 'the extension is installed');
  await extension.activate();
  const contributed: { command: string }[] = extension.packageJSON.contributes.commands;
  const registered = new Set(await vscode.commands.getCommands(true));
  assert.deepEqual(
    contributed.map(({ command }) => command).filter(command => !registered.has(command)),
    [],
  );
});

test('is the version that the project has', () => {
  const version: unknown = vscode.extensions.getExtension(extensionId())?.packageJSON.version;
  assert.equal(version, readManifest().version);
});
