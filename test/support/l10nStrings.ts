// Finds the texts that the editor's code translates; run as a script it writes l10n/bundle.l10n.json.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const CALL = /\bt\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;

export const BUNDLE = path.join(root, 'l10n/bundle.l10n.json');

/** Every text once, sorted, each for itself: the bundle that translations start from. */
export async function findStrings(): Promise<Record<string, string>> {
  const host = path.join(root, 'src/host');
  const names = await readdir(host, { recursive: true });
  const files = [path.join(root, 'src/extension.ts'), ...names.map(name => path.join(host, name))];
  const texts = new Set<string>();
  for (const file of files.filter(name => name.endsWith('.ts'))) {
    const source = await readFile(file, 'utf8');
    for (const [, single, double] of source.matchAll(CALL))
      texts.add((single ?? double ?? '').replace(/\\(.)/g, '$1'));
  }
  return Object.fromEntries([...texts].sort().map(text => [text, text]));
}

if (process.argv[1] === import.meta.filename)
  await writeFile(BUNDLE, `${JSON.stringify(await findStrings(), null, 2)}\n`);
