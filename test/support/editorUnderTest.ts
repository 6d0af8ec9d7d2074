// A browser-hosted VS Code with the packed extension installed, and the browser that shows its windows.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { changeSettings, type Editor, globalStorageOf, startEditor } from './editor.ts';
import { vsixPath } from './vsix.ts';
import { Workbench } from './workbench.ts';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high contrast dark': 'Default High Contrast',
  'high contrast light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof THEMES;

/** What the workbench is marked with. */
const THEME_CLASSES: Record<Theme, string> = {
  dark: 'vs-dark',
  light: 'vs',
  'high contrast dark': 'hc-black',
  'high contrast light': 'hc-light',
};

export interface EditorUnderTestOptions {
  theme?: Theme;
  /** In addition to, or instead of, settings that keep the editor quiet and every port free. */
  settings?: Readonly<Record<string, unknown>>;
  /** For the extension host and the terminals. */
  env?: Readonly<Record<string, string>>;
  /** Called before the editor starts, with the folder in which extensions keep what they store. */
  prepare?: (globalStorage: string) => Promise<void>;
}

export class EditorUnderTest {
  /** Holds everything of this editor; removed at the end. */
  readonly folder: string;
  /** The folder that windows open unless they are told otherwise. */
  readonly workspace: string;
  readonly editor: Editor;
  readonly #browser: Browser;
  readonly #windows: Workbench[] = [];

  private constructor(folder: string, workspace: string, editor: Editor, browser: Browser) {
    this.folder = folder;
    this.workspace = workspace;
    this.editor = editor;
    this.#browser = browser;
  }

  static async start(options: EditorUnderTestOptions = {}): Promise<EditorUnderTest> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lunaroute-e2e-'));
    const workspace = path.join(folder, 'my-app');
    await mkdir(workspace);
    const editorFolder = path.join(folder, 'editor');
    await options.prepare?.(globalStorageOf(editorFolder));
    const editor = await startEditor({
      folder: editorFolder,
      vsix: [vsixPath()],
      settings: {
        'workbench.colorTheme': THEMES[options.theme ?? 'dark'],
        // The terminal's text is then in the page and can be read.
        'terminal.integrated.gpuAcceleration': 'off',
        'lunaroute.port': 0,
        ...options.settings,
      },
      env: options.env ?? {},
      port: 0,
      isTestDriver: false,
    });
    try {
      return new EditorUnderTest(folder, workspace, editor, await launchBrowser());
    } catch (error) {
      await editor.stop();
      throw error;
    }
  }

  /** Starts an editor for one test; what its windows show and its logs say is kept when the test fails. */
  static async startFor(test: TestContext, options: EditorUnderTestOptions = {}): Promise<EditorUnderTest> {
    const started = await EditorUnderTest.start(options);
    test.after(async () => {
      // The types of the oldest supported Node leave `passed` out.
      const hasPassed = 'passed' in test && test.passed === true;
      if (!hasPassed) await started.#describeFailure(test.name);
      await started.stop();
    });
    return started;
  }

  /** Opens a window, with an extension host of its own. */
  async openWindow(workspace = this.workspace): Promise<Workbench> {
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(this.editor.urlOf(workspace));
    const workbench = new Workbench(page);
    this.#windows.push(workbench);
    await workbench.waitUntilReady();
    return workbench;
  }

  /**
   * Keeps a picture of the window in dark and in light.
   * @param prepare brings back what a change of colours takes away, like a tooltip
   */
  async keepBoth(window: Workbench, name: string, prepare?: () => Promise<void>): Promise<void> {
    for (const theme of ['light', 'dark'] as const) {
      await this.#showTheme(window, theme);
      await prepare?.();
      await window.screenshot(`${name}-${theme}`);
    }
  }

  /** A window that is just loading overlooks a change of the file. */
  async #showTheme(window: Workbench, theme: Theme): Promise<void> {
    const workbench = window.page.locator(`.monaco-workbench.${THEME_CLASSES[theme]}`);
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.changeSettings({ 'workbench.colorTheme': THEMES[theme] });
      const isShown = await workbench.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return;
    }
    throw new Error(`The window does not take the theme ${theme}.`);
  }

  /** As a person does in the settings file, in all scopes. */
  async changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await changeSettings(this.editor.folder, settings);
  }

  async #describeFailure(testName: string): Promise<void> {
    const name = `failed-${testName.replace(/[^a-z0-9]+/gi, '-')}`;
    for (const [index, window] of this.#windows.entries())
      if (!window.page.isClosed()) await window.screenshot(`${name}-${index + 1}`);
    console.error(await this.editor.describeLogs());
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.editor.stop();
    // An extension host that outlives its server for a moment still writes its log.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
