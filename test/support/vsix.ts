// The packed extension that tests install, so that they see what users get.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT, readManifest } from './project.ts';
import { unpackZip } from './zip.ts';

/** The package that `npm run package` makes; `LUNAROUTE_VSIX` names another one. */
export function vsixPath(): string {
  const { name, version } = readManifest();
  const file = process.env.LUNAROUTE_VSIX ?? path.join(PROJECT_ROOT, `${name}-${version}.vsix`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run package" first`);
  return file;
}

/** Unpacks the extension into `folder`, as an editor does when it installs it. */
export async function unpackVsix(folder: string): Promise<void> {
  await unpackZip(vsixPath(), 'extension/', folder);
}
