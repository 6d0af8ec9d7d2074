// What a person does with recorded sessions and requests: mark, find, copy, open, resume, delete, export.
import path from 'node:path';
import { test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { EditorUnderTest } from '../support/editorUnderTest.ts';
import { writeExampleRecord } from '../support/exampleRecord.ts';
import { writeSessions } from '../support/manySessions.ts';
import { extensionId } from '../support/project.ts';
import { copyAddresses, copyDiagnostics, copyFromRequest } from './copySteps.ts';
import { askClaude, PROMPT } from './dataSteps.ts';
import { deleteTwo, markSessions } from './markSteps.ts';
import {
  chooseTerminals,
  exportChart,
  groupAndFilter,
  loadOlder,
  movePanel,
  openDocuments,
  openSession,
  resume,
} from './openSteps.ts';

test('sessions are marked, copied, opened, resumed, exported and deleted', { timeout: 240_000 }, async t => {
  const demo = await startDemoUpstream({ port: 0 });
  t.after(() => demo.close());
  const editor = await EditorUnderTest.startFor(t, {
    settings: {
      'lunaroute.upstream.anthropic': demo.url,
      'lunaroute.autoStart': 'always',
      'lunaroute.terminals': 'always',
      'files.simpleDialog.enable': true,
    },
    prepare: async storage => {
      const folder = path.join(storage, extensionId());
      await writeExampleRecord(folder, Date.now());
      // More than one page.
      await writeSessions(folder, 100, Date.now() - 30 * 86_400_000);
    },
  });
  const window = await editor.openWindow();
  const keep = (name: string) => editor.keepBoth(window, name);
  await window.openView('LunaRoute');
  await window.statusBarIcon('pulse').waitFor();
  await askClaude(window, PROMPT);
  await markSessions(window, keep);
  await deleteTwo(window, keep);
  await loadOlder(window);
  await copyFromRequest(window, keep);
  await copyAddresses(window);
  await copyDiagnostics(window, editor.folder);
  await groupAndFilter(window, keep);
  await openDocuments(window, keep);
  await openSession(window, keep);
  await movePanel(window, keep);
  await resume(window);
  await chooseTerminals(window, keep);
  await exportChart(window, editor.workspace);
});
