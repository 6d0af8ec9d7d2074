// Every command that the manifest contributes is run by a test in a real editor.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { COMMANDS } from '../../src/host/ids.ts';

const root = path.join(import.meta.dirname, '../..');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const texts = z.record(z.string(), z.string()).parse(readJson('package.nls.json'));
const { contributes } = z
  .object({
    contributes: z.object({
      commands: z.array(z.object({ command: z.string(), title: z.string() })),
    }),
  })
  .parse(readJson('package.json'));
/** What drives windows, and what runs commands inside the extension host. */
const [driven, hosted] = ['test/e2e', 'test/host'].map(folder =>
  readdirSync(path.join(root, folder))
    .filter(name => name.endsWith('.ts'))
    .map(name => readFileSync(path.join(root, folder, name), 'utf8'))
    .join('\n'),
);

const textOf = (key: string): string => texts[key.slice(1, -1)] ?? key;

/** Run by what stands for them: a click on the status bar or the last row, a link in a welcome. */
const BY_CLICK: Readonly<Record<string, string>> = {
  [COMMANDS.showMenu]: 'statusBarEntry(/LunaRoute/).click()',
  [COMMANDS.loadMore]: "window.row('Load older sessions…')",
  [COMMANDS.playDemo]: "getByText('try it with a demo session').click()",
};

test('every command is run by a test in a real editor', () => {
  const names = new Map<string, string>(Object.entries(COMMANDS).map(([name, id]) => [id, name]));
  const missing = contributes.commands.filter(({ command, title }) => {
    const shown = textOf(title);
    const signs = BY_CLICK[command] ?? [`'LunaRoute: ${shown}'`, `'${shown}'`];
    const isDriven = [signs].flat().some(text => driven?.includes(text));
    return !isDriven && !new RegExp(`COMMANDS\\.${names.get(command)}\\b`).test(hosted ?? '');
  });
  assert.deepEqual(
    missing.map(({ command }) => command),
    [],
  );
});
