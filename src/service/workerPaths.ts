// Where the worker scripts and the WebAssembly file lie: beside a bundle's entry, or in the sources.
import path from 'node:path';

export interface WorkerPaths {
  gateway: string;
  recorder: string;
  demo: string;
  sqlWasm: string;
}

/**
 * Paths for the entry that is running.
 * @param entryFile absolute path of the entry: `dist/cli.js`, `dist/extension.js`, or `src/cli.ts`
 */
export function workerPathsFor(entryFile: string): WorkerPaths {
  const folder = path.dirname(entryFile);
  if (entryFile.endsWith('.ts'))
    return {
      gateway: path.join(folder, 'gateway', 'worker.ts'),
      recorder: path.join(folder, 'recorder', 'worker.ts'),
      demo: path.join(folder, 'demo', 'worker.ts'),
      sqlWasm: path.join(folder, '..', 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm'),
    };
  return {
    gateway: path.join(folder, 'gateway.js'),
    recorder: path.join(folder, 'recorder.js'),
    demo: path.join(folder, 'demo.js'),
    sqlWasm: path.join(folder, 'sql-wasm.wasm'),
  };
}
