// Reads what the tree and the panel show, as plain values that tests compare.
import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Level and words of each row of the tree that is in sight; how long ago something was is `AGE`. */
export function treeItems(window: Workbench): Promise<[level: number, text: string][]> {
  return window
    .treeRows()
    .evaluateAll(rows =>
      rows
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((row): [number, string] => [
          Number(row.getAttribute('aria-level')),
          (row.getAttribute('aria-label') ?? '').replace(/\s+/g, ' ').replace(/, (now|\d+m), /, ', AGE, '),
        ]),
    );
}

/** Values of the figures inside, by their labels. */
export function figureTexts(place: Locator): Promise<Record<string, string>> {
  return place.locator('.figure').evaluateAll(figures =>
    Object.fromEntries(
      figures.map(figure => {
        const text = (part: string) => figure.querySelector(`.figure-${part}`)?.textContent?.trim() ?? '';
        return [text('label'), text('value')];
      }),
    ),
  );
}

/** Cells of the chosen columns of a table, a row a line. */
export async function gridRows(panel: FrameLocator, name: string, columns: number[]): Promise<string[]> {
  const grid = panel.getByRole('grid', { name, exact: true });
  await grid.locator('tbody tr').first().waitFor();
  return grid.locator('tbody tr:not(.spacer)').evaluateAll(
    (rows, shown) =>
      rows.map(row => {
        const cells = [...row.querySelectorAll('td')].map(cell => cell.textContent?.trim() ?? '');
        return shown.map(column => cells[column]).join(' | ');
      }),
    columns,
  );
}

/** Model, thread, figures and tools of each turn of the conversation that is in sight. */
export function shownTurns(panel: FrameLocator): Promise<string[]> {
  return panel.locator('.turn').evaluateAll(turns =>
    turns
      .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map(turn => {
        const head = [...turn.querySelectorAll('.turn-model, .turn-thread, .turn-figures > *')].map(
          part => part.textContent?.trim() ?? '',
        );
        const tools = [...turn.querySelectorAll('summary')].filter(
          summary => summary.querySelector('.codicon-tools, .codicon-error') !== null,
        );
        const calls = tools
          .filter(tool => tool.querySelector('.fold-figure') !== null)
          .map(tool =>
            ['.fold-title', '.fold-figure']
              .map(part => tool.querySelector(part)?.textContent ?? '')
              .join(' '),
          );
        return [...head, ...calls].join(' | ');
      }),
  );
}
