// Import Sessions… inside the editor: logs become sessions of the tree's list, once.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/host/ids.ts';
import type { ImportReport } from '../../src/protocol/import.ts';
import { ClaudeLogLines, writeClaudeLog } from '../support/foreignLogs.ts';
import { extensionApi } from '../support/hostApi.ts';

let folder = '';
after(() => rm(folder, { recursive: true, force: true }));

test('imports a folder with a progress, and adds nothing the second time', async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lunaroute-import-'));
  const log = new ClaudeLogLines({ sessionId: 'imported-1', startedAt: '2026-03-02T10:00:00.000Z' }).turn(1);
  await writeClaudeLog(folder, 'imported-1', log.text);
  const { connection } = await extensionApi();
  const run = () => vscode.commands.executeCommand<ImportReport>(COMMANDS.importSessions, folder);
  const first = await run();
  const second = await run();
  assert.deepEqual([first.requests_added, first.sessions_added, second.requests_added], [2, 1, 0]);
  assert.equal(second.requests_known, 2);
  const { sessions } = await connection.api.sessions({ origin: 'imported' });
  assert.deepEqual(
    sessions.map(({ client_session_id, request_count }) => [client_session_id, request_count]),
    [['imported-1', 2]],
  );
  await Promise.all(sessions.map(({ id }) => connection.api.deleteSession(id)));
});
