// Two windows of one editor share a proxy: one runs it, and the other goes on when that one is gone.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { EditorUnderTest } from '../support/editorUnderTest.ts';
import { untilLease } from '../support/leaseWatch.ts';
import { extensionId } from '../support/project.ts';

/** A guard against hanging: taking over takes a second. */
const LIMIT_MS = 60_000;

for (const end of ['closes', 'loses its extension host'] as const) {
  test(`the other window takes over on the same port when the owner ${end}`, {
    timeout: 240_000,
  }, async t => {
    const demo = await startDemoUpstream({ port: 0 });
    t.after(() => demo.close());
    const editor = await EditorUnderTest.startFor(t, {
      settings: { 'lunaroute.upstream.anthropic': demo.url, 'lunaroute.terminals': 'never' },
    });
    const other = path.join(editor.folder, 'other-app');
    await mkdir(other);
    const data = path.join(editor.editor.globalStorage, extensionId());

    const owner = await editor.openWindow();
    // Opened before anything was ever started, or after it: either window finds the other.
    const early = end === 'closes' ? await editor.openWindow(other) : null;
    await early?.openView('LunaRoute');
    await owner.runCommand('LunaRoute: Start');
    await owner.statusBarText(/\$0\.00/);
    const before = await untilLease(
      data,
      ({ desired }) => desired === 'running',
      AbortSignal.timeout(LIMIT_MS),
    );

    const attached = early ?? (await editor.openWindow(other));
    await attached.statusBarText(/\$0\.00/);
    assert.equal(await ask(before.url), 200);
    const figures = await attached.statusBarText(/[1-9]\d* · <?\$/);
    assert.equal(await owner.statusBarText(/[1-9]\d* · <?\$/), figures);
    await attached.statusBarEntry(/\$/).hover();
    await attached.page.getByText(/Runs in another window/).waitFor();
    await attached.screenshot('attached');

    if (end === 'closes') await owner.close();
    else process.kill(before.pid, 'SIGKILL');
    const after = await untilLease(data, ({ fence }) => fence > before.fence, AbortSignal.timeout(LIMIT_MS));
    assert.equal(after.url, before.url);
    assert.equal(await ask(after.url), 200);
    const doubled = String(2 * Number(figures.split(' ')[0]));
    await attached.statusBarText(new RegExp(`\\b${doubled} · <?\\$`));
  });
}

async function ask(url: string): Promise<number> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': 'sk-ant-e2e',
    },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Say marmalade.' }],
    }),
  });
  await response.text();
  return response.status;
}
