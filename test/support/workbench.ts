// Drives one window of VS Code in a browser as a person does: palette, status bar, views, terminal, webviews.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { CACHE_FOLDER, extensionId } from './project.ts';

const SCREENSHOTS = path.join(CACHE_FOLDER, 'screenshots');

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
    const command = await this.#findCommand(title);
    await command.click();
  }

  /** What the palette offers for `search`, once `title` is among it. */
  async commandsBeside(title: string, search: string): Promise<string[]> {
    await this.#findCommand(title, search);
    const labels = await this.page.locator('.quick-input-list .label-name').allInnerTexts();
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

  /** Opens a new terminal and waits for its prompt. */
  async openTerminal(): Promise<void> {
    await this.runCommand('Terminal: Create New Terminal');
    await this.#terminalRows()
      .filter({ hasText: /[$#%>]/ })
      .first()
      .waitFor();
  }

  /** Types a line into the open terminal and presses Enter. */
  async typeInTerminal(line: string): Promise<void> {
    await this.page.locator('.terminal.xterm .xterm-helper-textarea').last().focus();
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

  /** Asks again until the command is there: extensions contribute and enable theirs while they start. */
  async #findCommand(title: string, search = title): Promise<Locator> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      await this.#openPalette(search);
      const label = this.page.locator('.quick-input-list .label-name').getByText(title, { exact: true });
      const isFound = await label
        .first()
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
      if (isFound) return label.first();
      if (Date.now() > deadline) throw new Error(`The palette does not offer "${title}"`);
      await this.page.keyboard.press('Escape');
    }
  }

  async #openPalette(text: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget .quick-input-box input').fill(`>${text}`);
  }

  #terminalRows(): Locator {
    return this.page.locator('.terminal.xterm .xterm-rows > div');
  }
}
