// Renders THIRD_PARTY_NOTICES.md: every package that is inside the bundles, with its licence.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { packagesOf, readBundles } from './metafile.ts';
import { PROJECT_ROOT } from './project.ts';

export const NOTICES_FILE = path.join(PROJECT_ROOT, 'THIRD_PARTY_NOTICES.md');

/** Copied into the package as they are: fonts, style sheets and WebAssembly. */
const COPIED = ['node_modules/@vscode/codicons/dist/codicon.ttf', 'node_modules/sql.js/dist/sql-wasm.wasm'];

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  homepage: z.optional(z.string()),
  repository: z.optional(z.union([z.string(), z.object({ url: z.string() })])),
});

/** The whole text, from `dist/meta.json` and the installed packages. */
export async function renderNotices(): Promise<string> {
  const inputs = [...(await readBundles()).values()].flat();
  const packages = [...packagesOf([...inputs, ...COPIED])].sort(([a], [b]) => (a < b ? -1 : 1));
  const sections = await Promise.all(packages.map(([, folder]) => renderPackage(folder)));
  const head = `# Third-party notices

LunaRoute contains the following software, each under its own licence.
`;
  return [head, ...sections].join('\n');
}

async function renderPackage(folder: string): Promise<string> {
  const absolute = path.join(PROJECT_ROOT, folder);
  const info = packageSchema.parse(JSON.parse(await readFile(path.join(absolute, 'package.json'), 'utf8')));
  const files = (await readdir(absolute)).filter(file => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map(file => readFile(path.join(absolute, file), 'utf8')));
  const licences = texts.map(text => `\`\`\`text\n${normalize(text)}\n\`\`\`\n`);
  return [`## ${info.name} ${info.version}\n`, `${info.license} · <${homepageOf(info)}>\n`, ...licences].join(
    '\n',
  );
}

function homepageOf({ name, homepage, repository }: z.infer<typeof packageSchema>): string {
  const source = typeof repository === 'string' ? repository : repository?.url;
  const url = homepage ?? source?.replace(/^git\+/, '').replace(/\.git$/, '');
  return url?.startsWith('http') ? url : `https://www.npmjs.com/package/${name}`;
}

/** The same text whatever line ends and trailing blanks a package's archive has. */
function normalize(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}
