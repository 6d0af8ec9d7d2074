// The panel in a real browser without an editor: the host's own page and policy, its calls answered by the test.
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../../src/host/panel/panelHtml.ts';
import type {
  MarkCommand,
  PanelDocument,
  PanelFile,
  PanelHostContract,
  PanelViewContract,
} from '../../../src/protocol/panel.ts';
import { connectRpc, type Remote } from '../../../src/protocol/rpc.ts';
import { THEMES, type ThemeName } from './themes.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
export const SCREENSHOTS = path.join(ROOT, '.vscode-test', 'screenshots', 'webview');

export interface PanelServer {
  url: string;
  /** Sizes of the bundle before compression, by name. */
  files: ReadonlyMap<string, Uint8Array>;
  close(): Promise<void>;
}

export interface PanelPage {
  page: Page;
  view: Remote<PanelViewContract>;
  /** Texts that the page had copied. */
  copied: string[];
  /** Documents that the page had opened. */
  opened: PanelDocument[];
  /** Files that the page had saved. */
  saved: PanelFile[];
  /** Commands on the session that the page ran. */
  marked: MarkCommand[];
  /** Errors and refused loads that the page reported. */
  problems: string[];
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Bundles the panel as a release does, and serves it with the host's page. */
export async function servePanel(): Promise<PanelServer> {
  const built = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: { webview: 'webview/main.tsx' },
    outdir: 'dist',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome138',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'error',
  });
  const files = new Map<string, Uint8Array>(
    built.outputFiles.map(file => [`/${path.basename(file.path)}`, file.contents]),
  );
  const codicons = path.join(ROOT, 'node_modules/@vscode/codicons/dist');
  for (const name of ['codicon.css', 'codicon.ttf'])
    files.set(`/${name}`, await readFile(path.join(codicons, name)));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = pathname === '/' ? pageHtml() : files.get(pathname);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': contentType(pathname) });
    response.end(body);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/`,
    files,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}

export interface PanelOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What `getState` gives: the navigation of an earlier panel. */
  state?: unknown;
  isMotionReduced?: boolean;
  /** Called before the page is loaded. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** Opens the panel against `host`; its clipboard and commands are those of the test. */
export async function openPanel(
  browser: Browser,
  server: PanelServer,
  host: Pick<PanelHostContract, 'apiGet' | 'live'> & Partial<PanelHostContract>,
  options: PanelOptions = {},
): Promise<PanelPage> {
  const { bodyClass, variables } = THEMES[options.theme ?? 'dark'];
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1100, height: options.height ?? 760 },
    timezoneId: 'UTC',
    locale: 'en-US',
    reducedMotion: options.isMotionReduced === false ? 'no-preference' : 'reduce',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(String(error)));
  page.on('console', message => message.type() === 'error' && problems.push(message.text()));
  page.on('request', request => !request.url().startsWith(server.url) && problems.push(request.url()));

  let searches: string[] = [];
  const copied: string[] = [];
  const opened: PanelDocument[] = [];
  const saved: PanelFile[] = [];
  const marked: MarkCommand[] = [];
  let listener: (message: unknown) => void = () => undefined;
  const peer = connectRpc<PanelViewContract>(
    {
      // As one JSON text, as the editor sends it: the debugger takes long over an object of many members.
      post: message =>
        void page
          .evaluate(json => window.postMessage(JSON.parse(json), window.origin), JSON.stringify(message))
          // The page may be closed before an answer comes.
          .catch(() => undefined),
      listen: next => {
        listener = next;
      },
    },
    {
      runCommand: () => undefined,
      copyText: (text: string) => copied.push(text),
      openDocument: document => opened.push(document),
      saveFile: async (file: PanelFile) => saved.push(file) > 0,
      markSession: (_id, command) => marked.push(command),
      savedSearches: () => searches,
      saveSearches: queries => {
        searches = queries;
      },
      ...host,
    } satisfies PanelHostContract,
  );
  await page.exposeFunction('postToHost', (message: unknown) => listener(message));
  await page.addInitScript(
    ({ state, bodyClass: name, variables: values }) => {
      let kept: unknown = state;
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) =>
            (window as unknown as { postToHost(message: unknown): void }).postToHost(message),
          getState: () => kept,
          setState: (next: unknown) => {
            kept = next;
          },
        }),
      });
      document.addEventListener('DOMContentLoaded', () => {
        document.body.className = name;
        for (const [key, value] of Object.entries(values))
          document.documentElement.style.setProperty(`--vscode-${key}`, value);
      });
    },
    { state: options.state, bodyClass, variables },
  );
  await options.prepare?.(page);
  await page.goto(server.url);
  return {
    page,
    view: peer.remote,
    copied,
    opened,
    saved,
    marked,
    problems,
    async screenshot(name) {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    },
    close: () => context.close(),
  };
}

function pageHtml(): string {
  return panelHtml({
    cspSource: "'self'",
    nonce: 'bm9uY2U',
    script: '/webview.js',
    style: '/webview.css',
    codicons: '/codicon.css',
    language: 'en',
    title: 'LunaRoute',
  });
}

function contentType(pathname: string): string {
  if (pathname.endsWith('.js')) return 'text/javascript';
  if (pathname.endsWith('.css')) return 'text/css';
  return pathname.endsWith('.ttf') ? 'font/ttf' : 'text/html; charset=utf-8';
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
