// What a person does with rows of the tree beyond a click: opens one and takes a row below, rests the pointer on it.
import type { Locator } from 'playwright-core';
import type { Workbench } from '../support/workbench.ts';

const LIMIT_MS = 30_000;
const TOOLTIP_MS = 2_000;

/** Opens a row, unless it is open, and gives the row that stands `below` it, the next one being 0. */
export async function openRow(window: Workbench, text: string | RegExp, below: number): Promise<Locator> {
  const { page } = window;
  const row = window.row(text);
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.monaco-tl-twistie').click();
  await window.treeRows().and(page.locator('[aria-expanded="true"]')).filter({ hasText: text }).waitFor();
  const [index, level] = await Promise.all(
    ['data-index', 'aria-level'].map(async name => Number(await row.getAttribute(name))),
  );
  const place = `[data-index="${(index ?? 0) + 1 + below}"][aria-level="${(level ?? 0) + 1}"]`;
  return window.treeRows().and(page.locator(place));
}

/** Rests the pointer on something until its tooltip shows a text; what is drawn anew meanwhile loses its tooltip. */
export async function hover(window: Workbench, target: Locator, text: string): Promise<void> {
  const tooltip = window.page.locator('.monaco-hover').getByText(text);
  const deadline = Date.now() + LIMIT_MS;
  do {
    await restPointer(window);
    const box = await target.boundingBox();
    if (box === null) throw new Error('There is nothing to point at');
    // A single jump is no movement to the editor.
    await window.page.mouse.move(box.x + Math.min(90, box.width / 2), box.y + box.height / 2, { steps: 5 });
    await tooltip.waitFor({ timeout: TOOLTIP_MS }).catch(() => undefined);
  } while (!(await tooltip.isVisible()) && Date.now() < deadline);
  await tooltip.waitFor();
}

/** Takes the pointer to where it points at nothing. */
export async function restPointer({ page }: Workbench): Promise<void> {
  await page.mouse.move(900, 250);
  await page.locator('.monaco-hover').waitFor({ state: 'hidden' });
}
