// Bundles test/host into the one file that an editor can run inside its extension host.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { PROJECT_ROOT } from './project.ts';

const HOST_TESTS = path.join(PROJECT_ROOT, 'test/host');

/** Writes the bundle to `folder`; its path, to be used as `extensionTestsPath`. */
export async function bundleHostTests(folder: string): Promise<string> {
  const files = await readdir(HOST_TESTS, { recursive: true });
  const tests = files.filter(file => file.endsWith('.test.ts')).sort();
  if (tests.length === 0) throw new Error('There are no tests in test/host');
  const imports = tests.map(file => `import ${JSON.stringify(`./${file.split(path.sep).join('/')}`)};`);
  const outfile = path.join(folder, 'hostTests.cjs');
  await build({
    stdin: {
      contents: [...imports, `export { run } from 'node:test';`].join('\n'),
      resolveDir: HOST_TESTS,
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22.17',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode'],
    alias: { 'node:test': path.join(PROJECT_ROOT, 'test/support/hostTest.ts') },
    plugins: [sourceFolders],
    logLevel: 'warning',
  });
  return outfile;
}

/** Lets modules find files beside their source although they run from the bundle. */
const sourceFolders: Plugin = {
  name: 'source-folders',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)));
      return { contents, loader: 'ts' };
    });
  },
};
