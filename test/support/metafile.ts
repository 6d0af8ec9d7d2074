// What esbuild put into each bundle, from the meta.json that `--metafile` writes.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { PROJECT_ROOT } from './project.ts';

const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

/** The source files that have a part in each bundle, by the bundle's file name, e.g. `extension.js`. */
export async function readBundles(): Promise<Map<string, string[]>> {
  const text = await readFile(path.join(PROJECT_ROOT, 'dist/meta.json'), 'utf8');
  const { outputs } = metafileSchema.parse(JSON.parse(text));
  return new Map(
    Object.entries(outputs).map(([output, { inputs }]) => [path.posix.basename(output), usedInputs(inputs)]),
  );
}

function usedInputs(inputs: Record<string, { bytesInOutput: number }>): string[] {
  return Object.keys(inputs).filter(input => (inputs[input]?.bytesInOutput ?? 0) > 0);
}

/** The npm packages among source files, each with its folder below the project's root. */
export function packagesOf(files: Iterable<string>): Map<string, string> {
  const packages = new Map<string, string>();
  for (const file of files) {
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file);
    if (match?.[1] !== undefined) packages.set(match[1], match[0]);
  }
  return packages;
}
