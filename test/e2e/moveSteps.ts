// Moves the data folder as a person does: first to where it can't go, then with a request in flight.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { globalStorageOf } from '../support/editor.ts';
import type { EditorUnderTest } from '../support/editorUnderTest.ts';
import { extensionId } from '../support/project.ts';
import type { Workbench } from '../support/workbench.ts';
import { askClaude, chooseFolder } from './dataSteps.ts';

/** In a folder that holds other things a new one is made. */
const NEW_FOLDER = 'lunaroute';

export async function moveRecord(editor: EditorUnderTest, window: Workbench): Promise<void> {
  const from = path.join(globalStorageOf(path.join(editor.folder, 'editor')), extensionId());
  const to = path.join(editor.folder, 'record');
  await mkdir(to);
  await window.openTerminal();
  await window.typeInTerminal("curl -s $OPENAI_BASE_URL/chat/completions -d '{}'; echo cut''-off");
  await window.statusBarIcon('loading').waitFor();
  await refuse(window, editor.folder);
  await moveWhileInFlight(window, to);
  assert.deepEqual(
    [existsSync(path.join(from, 'sessions')), existsSync(path.join(from, 'token'))],
    [false, false],
  );
  await goOn(window, to);
}

/** Neither into a folder with other things nor where no folder can be; nothing stops for that. */
async function refuse(window: Workbench, folder: string): Promise<void> {
  const full = path.join(folder, 'full');
  await mkdir(path.join(full, NEW_FOLDER, 'something'), { recursive: true });
  const blocked = path.join(folder, 'blocked');
  await mkdir(blocked);
  await writeFile(path.join(blocked, NEW_FOLDER), 'no folder');
  for (const [target, reason] of [
    [full, /is not empty/],
    [blocked, /can't be used/],
  ] as const) {
    await beginMove(window, target);
    await window.answerDialog('Move');
    await window.notification(reason).waitFor();
    // The request is still in flight.
    await window.statusBarIcon('loading').waitFor();
  }
  await window.screenshot('move-refused');
  await window.runCommand('Notifications: Clear All Notifications');
}

async function beginMove(window: Workbench, to: string): Promise<void> {
  await window.runCommand('LunaRoute: Move Data Folder…');
  await chooseFolder(window, to, 'Move Here');
  await window
    .dialog()
    .getByText(/Move everything recorded to/)
    .waitFor();
}

async function moveWhileInFlight(window: Workbench, to: string): Promise<void> {
  await window.runCommand('LunaRoute: Pause Recording');
  await window.statusBarIcon('debug-pause').waitFor();
  await beginMove(window, to);
  await window.screenshot('move-confirm');
  await window.answerDialog('Move');
  await window.notification(/Moving the data folder/).waitFor();
  await window.screenshot('move-progress');
  await window.waitForTerminal(/cut-off/);
  await window.notification(/Everything recorded is in/).waitFor();
}

/** Without a reload: what was paused is still paused, what was recorded is there, and what comes is recorded beside it. */
async function goOn(window: Workbench, to: string): Promise<void> {
  await window.statusBarIcon('debug-pause').waitFor();
  await titled(window, /Who is \[EMAIL/).waitFor();
  await window.screenshot('move-done');
  await window.runCommand('LunaRoute: Resume Recording');
  await window.statusBarIcon('pulse').waitFor();
  await askClaude(window, 'Where now');
  await titled(window, /Where now/).waitFor();
  const journals = (await readdir(to, { recursive: true })).filter(name => name.endsWith('.jsonl'));
  assert.ok(journals.filter(name => /session_/.test(name)).length >= 2, journals.join());
}

function titled(window: Workbench, title: RegExp): Locator {
  return window.treeRows().filter({ hasText: title }).first();
}
