// Where things are in this checkout.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';

export const PROJECT_ROOT = path.resolve(import.meta.dirname, '../..');

/** Editors and browsers that the tests install for themselves; never committed, kept between runs. */
export const CACHE_FOLDER = path.join(PROJECT_ROOT, '.vscode-test');

const manifestSchema = z.looseObject({
  name: z.string(),
  publisher: z.string(),
  version: z.string(),
  main: z.optional(z.string()),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest of the extension, or of whatever package is in `folder`. */
export function readManifest(folder = PROJECT_ROOT): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
}

/** `publisher.name`: the extension's id, and the name of its storage folder. */
export function extensionId(manifest = readManifest()): string {
  return `${manifest.publisher}.${manifest.name}`;
}
