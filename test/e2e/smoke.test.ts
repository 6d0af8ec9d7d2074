// The packed extension, installed into a real VS Code and looked at in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EditorUnderTest, type Theme } from '../support/editorUnderTest.ts';

for (const theme of ['dark', 'light'] satisfies Theme[]) {
  test(`shows its status, view and commands in a new window (${theme})`, { timeout: 180_000 }, async t => {
    const editor = await EditorUnderTest.startFor(t, { theme });
    const window = await editor.openWindow();
    assert.equal(await window.statusBarText(/LunaRoute/), 'LunaRoute');
    const view = await window.openView('LunaRoute');
    await view.getByText(/start/i).first().waitFor();
    const offered = await window.commandsBeside('LunaRoute: Start', 'LunaRoute: St');
    assert.equal(offered.includes('LunaRoute: Stop'), false);
    await window.screenshot(`stopped-${theme}`);
  });
}
