// Builds the bundles and copies what they load at run time: `node esbuild.mjs [--minify] [--metafile]
// [--watch] [--outdir=DIR]`. Source maps are written unless minified; `--metafile` writes meta.json beside the bundles.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const { values: flags } = parseArgs({
  options: {
    minify: { type: 'boolean', default: false },
    metafile: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    outdir: { type: 'string', default: 'dist' },
  },
});

const root = import.meta.dirname;
const outdir = path.resolve(root, flags.outdir);

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  minifySyntax: flags.minify,
  minifyWhitespace: flags.minify,
  sourcemap: !flags.minify,
  // Licences of what is bundled stand in THIRD_PARTY_NOTICES.md.
  legalComments: 'none',
  metafile: true,
  logLevel: 'info',
};

/**
 * Names are not minified: stack traces that users send stay readable.
 * @type {esbuild.BuildOptions}
 */
const nodeBundles = {
  ...common,
  entryPoints: {
    extension: 'src/extension.ts',
    gateway: 'src/gateway/worker.ts',
    recorder: 'src/recorder/worker.ts',
    demo: 'src/demo/worker.ts',
    cli: 'src/cli.ts',
  },
  platform: 'node',
  // The extension host of VS Code 1.103, the oldest supported.
  target: 'node22.17',
  format: 'cjs',
  external: ['vscode'],
  define: {
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
    // ws looks for native add-ons that are never shipped: drop the look-ups.
    'process.env.WS_NO_BUFFER_UTIL': '"1"',
    'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
  },
};

/** @type {esbuild.BuildOptions} */
const webviewBundle = {
  ...common,
  entryPoints: { webview: 'webview/main.tsx' },
  platform: 'browser',
  // The Chromium of VS Code 1.103.
  target: 'chrome138',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minifyIdentifiers: flags.minify,
  define: { 'process.env.NODE_ENV': flags.minify ? '"production"' : '"development"' },
};

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await copyAssets();
if (flags.watch) await watch();
else await build();

async function build() {
  const results = await Promise.allSettled([esbuild.build(nodeBundles), esbuild.build(webviewBundle)]);
  // esbuild has printed the errors of a failed build.
  if (results.some(result => result.status === 'rejected')) {
    process.exitCode = 1;
    return;
  }
  if (flags.metafile) await writeMetafile(results.map(result => result.value.metafile));
}

/** Prints the lines that the background task in `.vscode/tasks.json` waits for, once for both builds. */
async function watch() {
  let building = 0;
  const plugin = {
    name: 'watch-lines',
    setup(build) {
      build.onStart(() => {
        if (building++ === 0) console.log('[watch] build started');
      });
      build.onEnd(() => {
        if (--building === 0) console.log('[watch] build finished');
      });
    },
  };
  const contexts = await Promise.all(
    [nodeBundles, webviewBundle].map(options => esbuild.context({ ...options, plugins: [plugin] })),
  );
  await Promise.all(contexts.map(context => context.watch()));
}

async function copyAssets() {
  const modules = path.join(root, 'node_modules');
  await copyFile(path.join(modules, 'sql.js/dist/sql-wasm.wasm'), path.join(outdir, 'sql-wasm.wasm'));
  for (const name of ['codicon.css', 'codicon.ttf'])
    await copyFile(path.join(modules, '@vscode/codicons/dist', name), path.join(outdir, name));
  // The project's own files are ES modules, the bundles are not.
  await writeFile(path.join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
}

/** @param {esbuild.Metafile[]} metafiles */
async function writeMetafile(metafiles) {
  const merged = {
    inputs: Object.assign({}, ...metafiles.map(metafile => metafile.inputs)),
    outputs: Object.assign({}, ...metafiles.map(metafile => metafile.outputs)),
  };
  await writeFile(path.join(outdir, 'meta.json'), JSON.stringify(merged));
}
