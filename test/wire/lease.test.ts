// The lease between processes: who owns, who takes over, on which port, with real children that are killed.
import assert from 'node:assert/strict';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { startDemoUpstream } from '../../src/demo/demoUpstream.ts';
import { claimFileName, type Lease } from '../../src/protocol/lease.ts';
import { ApiClient } from '../../src/service/apiClient.ts';
import { listClaims } from '../../src/service/claims.ts';
import { readLease } from '../../src/service/leaseFile.ts';
import { readToken } from '../../src/service/tokenFile.ts';
import type { ChildOptions } from '../support/participantChild.ts';
import { ParticipantProcess } from '../support/participantProcess.ts';
import { cleanUp, temporaryFolder } from '../support/serviceFixture.ts';

const isWindows = process.platform === 'win32';
const QUICK = { greetMs: 300, pingMs: 150 };

async function start(t: TestContext, dataFolder: string, options: Partial<ChildOptions> = {}) {
  return new ParticipantProcess(t, { dataFolder, ...options });
}

async function ownerAndAttached(t: TestContext, options: Partial<ChildOptions> = {}) {
  const dataFolder = await temporaryFolder(t);
  const owner = await start(t, dataFolder, options);
  const owned = await owner.ready('owner');
  const attached = await start(t, dataFolder, options);
  const seen = await attached.ready('attached');
  return { dataFolder, owner, attached, owned, seen };
}

test('the first process owns, the second one attaches to it', async t => {
  const { owner, owned, seen, dataFolder } = await ownerAndAttached(t);
  assert.deepEqual(seen, { ...owned, role: 'attached', ownerPid: owner.pid });
  assert.deepEqual(await readLease(dataFolder), {
    pid: owner.pid,
    version: '1.0.0',
    fence: 1,
    url: owned.url,
    port: owned.port,
    desired: 'running',
    pause: null,
  } satisfies Lease);
});

test('lease, claim and token are for this user only', { skip: isWindows }, async t => {
  const { dataFolder } = await ownerAndAttached(t);
  const modes = await Promise.all(
    ['lease.json', 'token', claimFileName(1)].map(async name => {
      const { mode } = await stat(path.join(dataFolder, name));
      return mode & 0o777;
    }),
  );
  assert.deepEqual(modes, [0o600, 0o600, 0o600]);
  assert.equal((await stat(dataFolder)).mode & 0o777, 0o700);
});

test('of many processes that start at once exactly one owns', async t => {
  const dataFolder = await temporaryFolder(t);
  const all = await Promise.all(Array.from({ length: 5 }, () => start(t, dataFolder)));
  const settled = await Promise.all(
    all.map(one => one.where(({ role, url }) => role !== 'joining' && url !== null)),
  );
  const pids = new Set(settled.map(({ ownerPid }) => ownerPid));
  assert.equal(pids.size, 1);
  assert.equal(settled.filter(({ role }) => role === 'owner').length, 1);
});

test('a killed owner is replaced on the same port, and says how fast', async t => {
  const { owner, attached, owned, dataFolder } = await ownerAndAttached(t);
  const killedAt = performance.now();
  await owner.kill('SIGKILL');
  const after = await attached.ready('owner');
  t.diagnostic(`replaced after ${Math.round(performance.now() - killedAt)} ms; a second is promised`);
  assert.equal(after.url, owned.url);
  assert.equal(after.state, 'running');
  assert.equal((await readLease(dataFolder))?.fence, 2);
});

test('with the real workers, clients find the proxy again and every session stays', async t => {
  const demo = await startDemoUpstream({ port: 0 });
  cleanUp(t, () => demo.close());
  const options = { isReal: true, upstream: demo.url };
  const { owner, attached, owned, dataFolder } = await ownerAndAttached(t, options);
  const say = async (content: string) => {
    const response = await fetch(`${owned.url}/v1/messages`, {
      method: 'POST',
      headers: { 'anthropic-version': '2023-06-01', connection: 'close' },
      body: JSON.stringify({ model: 'claude-haiku-4-5', messages: [{ role: 'user', content }] }),
    });
    return response.text();
  };
  const token = (await readToken(dataFolder)) ?? '';
  const api = new ApiClient(() => ({ url: owned.url ?? '', token }));
  cleanUp(t, () => api.dispose());
  assert.match(await say('the first wombat'), /wombat/);
  await api.control('flush');
  await owner.kill('SIGKILL');
  assert.equal((await attached.ready('owner')).url, owned.url);
  assert.match(await say('the second quokka'), /quokka/);
  await api.control('flush');
  const titles = (await api.sessions()).sessions.map(({ title }) => title);
  assert.deepEqual(titles.sort(), ['the first wombat', 'the second quokka']);
});

test('of two attached processes one takes over and the other attaches to it', async t => {
  const { owner, attached, dataFolder } = await ownerAndAttached(t);
  const third = await start(t, dataFolder);
  await third.ready('attached');
  await owner.kill('SIGKILL');
  const isNew = ({ ownerPid, url }: { ownerPid: number | null; url: string | null }) =>
    ownerPid !== null && ownerPid !== owner.pid && url !== null;
  const [a, b] = await Promise.all([attached.where(isNew), third.where(isNew)]);
  assert.equal(a.ownerPid, b.ownerPid);
  assert.deepEqual([a.role, b.role].sort(), ['attached', 'owner']);
});

test('an owner that closes lets an attached process take over', async t => {
  const { owner, attached, owned } = await ownerAndAttached(t);
  await owner.command('close');
  assert.equal((await attached.ready('owner')).url, owned.url);
});

test('nobody takes over a stopped service to run it', async t => {
  const { owner, attached, dataFolder } = await ownerAndAttached(t);
  await attached.command('stop');
  await Promise.all([owner, attached].map(each => each.where(({ state }) => state === 'stopped')));
  await owner.kill('SIGKILL');
  const after = await attached.ready('owner');
  assert.equal(after.state, 'stopped');
  assert.equal((await readLease(dataFolder))?.desired, 'stopped');
});

test('what was left running runs again, what was left stopped does not', async t => {
  const dataFolder = await temporaryFolder(t);
  const first = await start(t, dataFolder, { initial: 'asLeft' });
  assert.equal((await first.ready('owner')).state, 'stopped');
  await first.command('start');
  await first.kill('SIGKILL');
  const second = await start(t, dataFolder, { initial: 'asLeft' });
  assert.equal((await second.ready('owner')).state, 'running');
});

test('a pause and a private session hold until a person resumes, whoever runs it next', async t => {
  const { owner, attached, dataFolder } = await ownerAndAttached(t);
  await attached.command('private');
  await owner.kill('SIGKILL');
  assert.equal((await attached.ready('owner')).recording, 'private');
  await attached.command('pause');
  await attached.command('close');
  const next = await start(t, dataFolder, { initial: 'asLeft' });
  assert.equal((await next.ready('owner')).recording, 'paused');
  await next.command('resume');
  await next.kill('SIGKILL');
  const last = await start(t, dataFolder, { initial: 'asLeft' });
  await last.ready('owner');
  assert.equal((await last.where(({ recording }) => recording !== 'off')).recording, 'on');
});

test('a suspended owner is replaced, and attaches when it wakes up', { skip: isWindows }, async t => {
  const { owner, attached, owned, dataFolder } = await ownerAndAttached(t, { lockTimes: QUICK });
  owner.signal('SIGSTOP');
  const after = await attached.ready('owner');
  assert.notEqual(after.port, owned.port, 'the suspended process still holds its port');
  owner.signal('SIGCONT');
  const woken = await owner.ready('attached');
  assert.equal(woken.ownerPid, attached.pid);
  assert.equal((await readLease(dataFolder))?.pid, attached.pid);
});

test('a newcomer replaces an owner that is suspended and greets nobody', { skip: isWindows }, async t => {
  const dataFolder = await temporaryFolder(t);
  const owner = await start(t, dataFolder, { lockTimes: QUICK });
  await owner.ready('owner');
  owner.signal('SIGSTOP');
  const newcomer = await start(t, dataFolder, { lockTimes: QUICK });
  await newcomer.ready('owner');
  assert.deepEqual(await listClaims(dataFolder), [1, 2], 'the claim that stops the sleeper must stay');
  owner.signal('SIGCONT');
  assert.equal((await owner.ready('attached')).ownerPid, newcomer.pid);
});

test('a newer version takes over from an older one, on the same port', async t => {
  const dataFolder = await temporaryFolder(t);
  const old = await start(t, dataFolder, { version: '1.2.0' });
  const before = await old.ready('owner');
  const fresh = await start(t, dataFolder, { version: '1.10.0', initial: 'asLeft' });
  const after = await fresh.ready('owner');
  assert.equal(after.url, before.url);
  assert.equal(after.state, 'running');
  assert.equal((await old.ready('attached')).ownerPid, fresh.pid);
});

test('an older version does not disturb a newer owner', async t => {
  const dataFolder = await temporaryFolder(t);
  const owner = await start(t, dataFolder, { version: '2.0.0' });
  await owner.ready('owner');
  const older = await start(t, dataFolder, { version: '1.0.0' });
  assert.equal((await older.ready('attached')).ownerPid, owner.pid);
});

test('an exclusive process names who has the folder', async t => {
  const { dataFolder, owner, owned } = await ownerAndAttached(t);
  const exclusive = await start(t, dataFolder, { isExclusive: true });
  const rejected = await exclusive.where(({ role }) => (role as string) === 'rejected');
  const message = `${dataFolder} is in use by process ${owner.pid} at ${owned.url}. Stop it, or choose another data folder.`;
  assert.equal(rejected.error, message);
});

test('claims of dead owners are cleaned away, the newest one stays', async t => {
  const dataFolder = await temporaryFolder(t);
  for (let round = 0; round < 3; round++) {
    const owner = await start(t, dataFolder);
    await owner.ready('owner');
    await owner.kill('SIGKILL');
  }
  assert.deepEqual(await listClaims(dataFolder), [3]);
});

test('a data folder with a long path locks all the same', async t => {
  const dataFolder = path.join(await temporaryFolder(t), 'd'.repeat(60), 'e'.repeat(60));
  const owner = await start(t, dataFolder);
  await owner.ready('owner');
  const attached = await start(t, dataFolder);
  await attached.ready('attached');
  // Its socket lies outside of the folder that the test removes.
  await attached.command('close');
  await owner.command('close');
});

test('a data file that is a symbolic link is refused', { skip: isWindows }, async t => {
  const dataFolder = await temporaryFolder(t);
  const elsewhere = await temporaryFolder(t);
  await writeFile(path.join(elsewhere, 'token'), 'x');
  await symlink(path.join(elsewhere, 'token'), path.join(dataFolder, 'token'));
  const process = await start(t, dataFolder);
  const rejected = await process.where(({ role }) => (role as string) === 'rejected');
  assert.match(String(rejected.error), /symbolic link/);
  assert.equal(await readFile(path.join(elsewhere, 'token'), 'utf8'), 'x');
});
