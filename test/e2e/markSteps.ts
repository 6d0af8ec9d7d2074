// Renames, tags, annotates and pins sessions over the tree's menu, and deletes several at once.
import type { Workbench } from '../support/workbench.ts';
import type { Keep } from './dataSteps.ts';
import { hover, restPointer } from './treeSteps.ts';

export async function markSessions(window: Workbench, keep: Keep): Promise<void> {
  const row = (text: string | RegExp) => window.row(text);
  await keep('marks-before');
  await window.chooseFromMenu(row('Which plant is blue'), 'Rename Session…');
  await window.quickInput.fill('x'.repeat(201));
  await window.page.locator('.quick-input-message').getByText('At most 200 characters.').waitFor();
  await keep('rename-too-long');
  await window.answerInput('Title of the Session', 'Botany');
  await row('Botany').waitFor();
  await window.chooseFromMenu(row('Botany'), 'Tag Session…');
  await window.quickInput.fill('plants, blue flowers');
  await window.page.locator('.quick-input-message').getByText('Tags: “plants”, “blue flowers”').waitFor();
  await keep('tags');
  await window.answerInput('Tags of the Session', 'plants, blue flowers');
  await row('#blue flowers').waitFor();
  await window.chooseFromMenu(row('Botany'), 'Pin Session');
  await row('Pinned').waitFor();
  await window.chooseFromMenu(row('Botany'), 'Edit Note…');
  await window.answerInput('Note on the Session', 'Asked for the garden');
  await hover(window, row('Botany'), 'Asked for the garden');
  // A change of colours would take it away.
  await window.screenshot('marked-dark');
  await restPointer(window);
  await window.chooseFromMenu(row('Botany'), 'Unpin Session');
  await row('Pinned').waitFor({ state: 'detached' });
}

/** Two of the tree's rows, with one confirmation. */
export async function deleteTwo(window: Workbench, keep: Keep): Promise<void> {
  const first = window.row('Write the release n');
  const second = window.row('Rename customer to');
  // A click alone opens a session.
  for (const row of [first, second]) await row.click({ modifiers: ['ControlOrMeta'] });
  await window.chooseFromMenu(second, 'Delete Session…');
  await window.dialog().getByText('Delete 2 sessions?').waitFor();
  await keep('delete-two');
  await window.answerDialog('Delete');
  for (const row of [first, second]) await row.waitFor({ state: 'detached' });
  // The editor takes the two for selected until something else is.
  await window.row('Yesterday').click();
  await window.row('Yesterday').click();
}
