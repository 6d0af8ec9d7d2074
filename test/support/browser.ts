// Finds a Chromium for the end-to-end tests, or installs one, and starts it.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import * as z from 'zod/mini';
import { installOnce } from './cacheFolder.ts';
import { runNpm } from './processes.ts';

/** A Chromium inside an npm package, for Linux x64. */
const PACKAGE = '@sparticuz/chromium';
const VERSION = '153.0.0';
/** Proportional and monospaced: a Chromium without a single font crashes as soon as it looks for another. */
const FONTS = 'dejavu-fonts-ttf';
const FONTS_VERSION = '2.37.3';

const packageSchema = z.object({ default: z.custom<{ executablePath(): Promise<string> }>() });

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The editor's gallery and the like: tests need nothing from outside of this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  // Windows of several editors stay as lively as the one in front.
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
];

/** Starts a headless browser with a new, empty profile. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.LUNAROUTE_CHROMIUM || findChromium() || (await installChromium());
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A Chromium-based browser on this machine. */
export function findChromium(): string | undefined {
  return candidates().find(existsSync);
}

function candidates(): string[] {
  if (process.platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      name => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    return roots.flatMap(root => (root ? programs.map(program => path.join(root, program)) : []));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(folder => folder !== '');
  return folders.flatMap(folder => names.map(name => path.join(folder, name)));
}

/** Installs the packaged Chromium into the cache folder when it is not there yet; the path of its program. */
export async function installChromium(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('No Chromium found. Install Chrome or Chromium, or name one in LUNAROUTE_CHROMIUM.');
  const folder = await installOnce(`chromium-${VERSION}-fonts`, async folder => {
    console.log(`Installing a headless Chromium (${PACKAGE} ${VERSION}) into .vscode-test …`);
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
    const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const packages = [`${PACKAGE}@${VERSION}`, `${FONTS}@${FONTS_VERSION}`];
    await runNpm(['install', ...quietly, ...packages], { cwd: folder });
    await writeFile(path.join(folder, 'fonts.conf'), fontsConf());
  });
  return unpackChromium(folder);
}

/** The package unpacks itself into the temporary folder: here one that nobody else can have written to. */
async function unpackChromium(folder: string): Promise<string> {
  const unpacked = path.join(folder, 'unpacked');
  await mkdir(unpacked, { recursive: true });
  const { TMPDIR } = process.env;
  process.env.TMPDIR = unpacked;
  // Makes it use the system libraries that it brings along.
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  try {
    const entry = path.join(folder, 'node_modules', PACKAGE, 'build/index.js');
    const loaded = packageSchema.parse(await import(pathToFileURL(entry).href));
    const program = await loaded.default.executablePath();
    process.env.FONTCONFIG_PATH = folder;
    return program;
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** The browser package's own configuration names folders of another system. */
function fontsConf(): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">node_modules/${FONTS}/ttf</dir>
  <selectfont><rejectfont><glob>*/DejaVuSerif*</glob><glob>*/DejaVuMath*</glob></rejectfont></selectfont>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;
}
