// Drives one window of VS Code in a browser as a person does: palette, status bar, views, terminal, webviews.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { CACHE_FOLDER, extensionId } from './project.ts';

const SCREENSHOTS = path.join(CACHE_FOLDER, 'screenshots');
/** How long a command may be missing from the palette. */
const LIMIT_MS = 30_000;
/** How long the palette may take for one step before it is opened anew. */
const STEP_MS = 2_000;

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the window shows its parts and extensions are running. */
  async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.monaco-workbench .explorer-folders-view').waitFor();
  }

  /** Runs a command by its full title, e.g. `LunaRoute: Start`; waits until it is offered. */
  async runCommand(title: string): Promise<void> {
    await this.#inPalette(title, title, label => label.click({ timeout: STEP_MS }));
  }

  /** What the palette offers for `search`, once `title` is among it. */
  async commandsBeside(title: string, search: string): Promise<string[]> {
    const labels = await this.#inPalette(title, search, () =>
      this.page.locator('.quick-input-list .label-name').allInnerTexts(),
    );
    await this.page.keyboard.press('Escape');
    return labels;
  }

  /** Text of the first status bar entry that matches, once there is one. */
  async statusBarText(pattern: RegExp): Promise<string> {
    const entry = this.statusBarEntry(pattern);
    await entry.waitFor();
    return (await entry.innerText()).trim();
  }

  statusBarEntry(pattern: RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: pattern }).first();
  }

  /** The icon of our status bar entry, once it is the codicon of that name. */
  statusBarIcon(name: string): Locator {
    return this.page.locator(`.part.statusbar .statusbar-item[id^="${extensionId()}"] .codicon-${name}`);
  }

  /** Opens a view container by the name that its icon in the activity bar has. */
  async openView(name: string): Promise<Locator> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${name}\\b`) });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    const sideBar = this.page.locator('.part.sidebar');
    await sideBar.locator('.composite.title', { hasText: new RegExp(name, 'i') }).waitFor();
    return sideBar;
  }

  /** Rows of the tree in the side bar. */
  treeRows(): Locator {
    return this.page.locator('.part.sidebar [role=treeitem]');
  }

  /** Opens rows of the tree until it has so many; all of them must be in sight. */
  async expandTree(rowCount: number): Promise<void> {
    const rows = this.treeRows();
    const closed = rows.and(this.page.locator('[aria-expanded=false]'));
    while ((await rows.count()) < rowCount) {
      const before = await rows.count();
      // A row that is just drawn anew takes no click, or loses it.
      await closed
        .first()
        .locator('.monaco-tl-twistie')
        .click({ timeout: 3000 })
        .then(() => rows.nth(before).waitFor({ timeout: 3000 }))
        .catch(() => undefined);
    }
  }

  row(text: string | RegExp): Locator {
    return this.treeRows().filter({ hasText: text }).first();
  }

  /** Opens a new terminal and waits for its prompt. */
  async openTerminal(): Promise<void> {
    const count = await this.page.locator('.terminal.xterm').count();
    await this.runCommand('Terminal: Create New Terminal');
    await this.page.locator('.terminal.xterm').nth(count).waitFor();
    await this.#terminalRows()
      .filter({ hasText: /[$#%>]/ })
      .first()
      .waitFor();
  }

  /** Types a line into the open terminal and presses Enter. */
  async typeInTerminal(line: string): Promise<void> {
    // The command that sticks to the top of a scrolled terminal is one of its own.
    await this.#terminal().locator('.xterm-helper-textarea').first().focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until the terminal shows a line that matches; lines are as wide as the terminal. */
  async waitForTerminal(pattern: RegExp): Promise<void> {
    await this.#terminalRows().filter({ hasText: pattern }).first().waitFor();
  }

  /** The document inside our webview; `index` counts those that are open. */
  webview(index = 0): FrameLocator {
    return this.page
      .locator(`iframe.webview[src*="extensionId=${extensionId()}"]`)
      .nth(index)
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /** Opens the context menu of a row and chooses from it; several labels lead through submenus. */
  async chooseFromMenu(row: Locator, ...labels: string[]): Promise<void> {
    await row.click({ button: 'right' });
    const menu = this.page.locator('.monaco-menu');
    for (const label of labels.slice(0, -1)) await this.#menuItem(label).hover();
    const last = this.#menuItem(labels.at(-1) ?? '');
    await last.waitFor();
    // A menu that has just opened takes no click: it could be the end of the one that opened it.
    while (await menu.first().isVisible()) {
      await last.click();
      await menu
        .first()
        .waitFor({ state: 'hidden', timeout: 500 })
        .catch(() => undefined);
    }
  }

  #menuItem(label: string): Locator {
    return this.page.locator('.monaco-menu').getByRole('menuitem', { name: label, exact: true }).last();
  }

  /** The one input of the quick pick or input box that is open. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  /** Answers the input box with that title. */
  async answerInput(title: string, text: string): Promise<void> {
    await this.page
      .locator('.quick-input-widget .quick-input-title')
      .getByText(title, { exact: true })
      .waitFor();
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** The text on the clipboard, once it matches. */
  async clipboardText(pattern: RegExp): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return this.page.evaluate(
      async ([source, limitMs]) => {
        const deadline = Date.now() + limitMs;
        for (;;) {
          const text = await navigator.clipboard.readText();
          if (new RegExp(source).test(text)) return text;
          if (Date.now() > deadline) throw new Error(`The clipboard has: ${text}`);
          await new Promise(resolve => requestAnimationFrame(resolve));
        }
      },
      [pattern.source, LIMIT_MS] as const,
    );
  }

  /** Answers the editor's own dialog for files; it first fills in a path that ends in `offered`, over whatever stands there. */
  async answerFileDialog(offered: RegExp, file: string, button: string): Promise<void> {
    const choose = this.page
      .locator('.quick-input-widget')
      .getByRole('button', { name: button, exact: true });
    await choose.waitFor();
    await this.page.waitForFunction(
      source =>
        [...document.querySelectorAll<HTMLInputElement>('.quick-input-widget .quick-input-box input')].some(
          ({ value }) => new RegExp(source).test(value),
        ),
      offered.source,
    );
    await this.quickInput.fill(file);
    await choose.click();
  }

  notification(pattern: RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: pattern });
  }

  /** Presses a button of a notification. */
  async answerNotification(pattern: RegExp, button: string): Promise<void> {
    await this.notification(pattern).getByRole('button', { name: button, exact: true }).click();
  }

  /** Presses a button of the modal dialog once that is there. */
  async answerDialog(button: string): Promise<void> {
    await this.dialog().getByRole('button', { name: button, exact: true }).click();
  }

  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Keeps a picture of the window in `.vscode-test/screenshots`. */
  async screenshot(name: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  }

  /** Closes the window as a person does, so that its extension host ends too: a lost page is waited for. */
  async close(): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.close();
  }

  /**
   * Searches the palette and does something with the command once that is listed. Begins again until it is: extensions
   * contribute and enable theirs while they start, and what takes the focus, like a panel that opens, closes the palette.
   */
  async #inPalette<Result>(
    title: string,
    search: string,
    act: (label: Locator) => Promise<Result>,
  ): Promise<Result> {
    const deadline = Date.now() + LIMIT_MS;
    const label = this.page
      .locator('.quick-input-list .label-name')
      .getByText(title, { exact: true })
      .first();
    for (;;) {
      try {
        await this.page.keyboard.press('F1');
        const input = this.page.locator('.quick-input-widget .quick-input-box input');
        await input.fill(`>${search}`, { timeout: STEP_MS });
        await label.waitFor({ timeout: STEP_MS });
        return await act(label);
      } catch (error) {
        if (Date.now() > deadline) throw new Error(`The palette does not offer "${title}"`, { cause: error });
        await this.page.keyboard.press('Escape');
      }
    }
  }

  #terminalRows(): Locator {
    return this.#terminal().locator('.xterm-rows > div');
  }

  /** The one in front. */
  #terminal(): Locator {
    return this.page.locator('.terminal.xterm').filter({ visible: true });
  }
}
