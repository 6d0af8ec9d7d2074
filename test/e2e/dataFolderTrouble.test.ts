// A data folder that can't be used: it is said at once, the way to the setting is offered, and another one is tried at once.
import path from 'node:path';
import { test } from 'node:test';
import { EditorUnderTest } from '../support/editorUnderTest.ts';

test('a data folder that can not be used leads to its setting', { timeout: 120_000 }, async t => {
  const editor = await EditorUnderTest.startFor(t, {
    settings: {
      'lunaroute.autoStart': 'always',
      'lunaroute.terminals': 'never',
      // Nothing can be made below a file.
      'lunaroute.dataFolder': path.join(process.execPath, 'data'),
    },
  });
  const window = await editor.openWindow();
  const view = await window.openView('LunaRoute');
  await window.statusBarIcon('error').waitFor();
  await view.locator('.welcome-view').getByText('settings', { exact: true }).waitFor();
  await window.notification(/The data folder .* can't be used/).waitFor();
  await window.screenshot('data-folder-trouble');
  await window.answerNotification(/The data folder/, 'Open Settings');
  const setting = window.page.locator('.settings-editor .setting-item-contents', { hasText: 'Data Folder' });
  await setting.locator('input').first().fill(path.join(editor.folder, 'record'));
  await window.statusBarIcon('pulse').waitFor();
});
