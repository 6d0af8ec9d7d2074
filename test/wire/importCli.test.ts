// `lunaroute import` as a process: on a folder that nobody owns, and through the LunaRoute that runs.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { ImportReport } from '../../src/protocol/import.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { CliProcess, runCli } from '../support/cliProcess.ts';
import { ClaudeLogLines, writeClaudeLog, writeRustLog } from '../support/foreignLogs.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';

const STARTED = '2026-03-02T10:00:00.000Z';

test('imports both default folders by itself, then through the owner, each request once', {
  skip: process.platform === 'win32' ? 'the home folder is not HOME there' : false,
}, async t => {
  const home = await temporaryFolder(t);
  const data = path.join(home, 'data');
  const projects = path.join(home, '.claude', 'projects');
  await writeClaudeLog(
    projects,
    'claude-1',
    new ClaudeLogLines({ sessionId: 'claude-1', startedAt: STARTED }).turn(1).text,
  );
  await writeRustLog(path.join(home, '.lunaroute', 'sessions'), 'rust-1', null);
  const alone = await runCli(['import', '--data', data], { HOME: home });
  assert.deepEqual([alone.code, alone.stderr], [0, '']);
  assert.match(alone.stdout, /\.claude.projects\n {2}Imported 2 requests, 1 new session,/);
  assert.match(alone.stdout, /\.lunaroute.sessions\n {2}Imported 2 requests, 1 new session,/);

  const server = new CliProcess(t, ['serve', '--port', '0', '--data', data]);
  const line = await server.listening();
  const api = new ApiClient(() => line);
  cleanUp(t, () => api.dispose());
  await writeClaudeLog(
    projects,
    'claude-2',
    new ClaudeLogLines({ sessionId: 'claude-2', startedAt: STARTED }).turn(1).text,
  );
  const served = await runCli(['import', projects, '--json', '--data', data], { HOME: home });
  const report = JSON.parse(served.stdout) as ImportReport;
  assert.deepEqual([report.requests_added, report.requests_known, report.sessions_added], [2, 2, 1]);
  await api.control('flush');
  const { sessions } = await api.sessions();
  assert.deepEqual(
    sessions.map(({ origin, request_count }) => [origin, request_count]),
    [
      ['imported', 2],
      ['imported', 2],
      ['imported', 2],
    ],
  );
});

test('says what is wrong with a folder or a date', async t => {
  const data = await temporaryFolder(t);
  const missing = await runCli(['import', path.join(data, 'none'), '--data', data]);
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /There is no folder .*none/);
  const wrong = await runCli(['import', data, '--since', 'yesterday', '--data', data]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /since/);
  const nothing = await runCli(['import', '--data', data], { HOME: data });
  assert.equal(nothing.code, 2);
});
