// A real recorder that redacts: what it writes, what it reveals, and what changes of rules and keys do.
import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { RequestDetail } from '../../src/protocol/api.ts';
import type { RedactionMode, RedactionOptions } from '../../src/protocol/redaction.ts';
import { newKeys, rotateKeys } from '../../src/service/redactionKeys.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { eventsOf, type HttpExchangeScript, RecorderUnderTest } from '../support/recorderUnderTest.ts';
import { rulesWith } from '../support/redaction.ts';

const KEYS = newKeys();
const MAIL = 'alice.smith@example.com';

function redaction(mode: RedactionMode, keys = KEYS): { redaction: RedactionOptions } {
  return { redaction: { rules: rulesWith(mode), keys } };
}

function ask(content: unknown, more: object = {}): string {
  return JSON.stringify({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content }], ...more });
}

function reply(text: string): string {
  const content = [{ type: 'text', text }];
  return JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content,
    stop_reason: 'end_turn',
  });
}

const LONG = `Please write to ${MAIL} about the order, and do it before the end of the week, thank you.`;

async function recordedBody(recorder: RecorderUnderTest, reveal: boolean): Promise<RequestDetail> {
  const [request] = eventsOf(await recorder.journal(), 'request');
  const target = `/sessions/${request?.session_id}/requests/${request?.request_id}${reveal ? '?reveal=true' : ''}`;
  return JSON.parse((await recorder.api(target)).body) as RequestDetail;
}

test('masks blocks, short literals, titles, answers, errors, targets and tool arguments', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, redaction('mask'));
  const exchanges: HttpExchangeScript[] = [
    { request: ask(LONG), response: [reply(`Sent to ${MAIL}.`)] },
    { request: ask(MAIL, { metadata: { user_id: MAIL } }), response: [reply('ok')] },
    {
      target: `/v1/messages?after=${encodeURIComponent(MAIL)}`,
      request: ask([{ type: 'tool_result', tool_use_id: 't', content: `{"to":"${MAIL}"}` }]),
      status: 400,
      response: [JSON.stringify({ type: 'error', error: { type: 'invalid', message: `No ${MAIL}` } })],
    },
    { request: `no json ${MAIL}`, response: [`plain ${MAIL}`] },
    { request: Buffer.from(`\xff\xfe ${MAIL}`, 'latin1'), response: [Buffer.from(`\xff ${MAIL}`, 'latin1')] },
  ];
  for (const exchange of exchanges) recorder.exchange(exchange);
  const events = await recorder.journal();
  const text = JSON.stringify(events);
  assert.ok(!text.includes(MAIL) && !text.includes(encodeURIComponent(MAIL)), text);
  for (const event of events) {
    const body = 'body' in event ? event.body : null;
    if (body !== null && 'base64' in body)
      assert.match(Buffer.from(body.base64, 'base64').toString('latin1'), /^\xff.* \[EMAIL\]$/s);
  }
  const [block] = eventsOf(events, 'block');
  assert.equal(block?.text, JSON.stringify(LONG.replace(MAIL, '[EMAIL]')));
  assert.match(eventsOf(events, 'session_titled')[0]?.title ?? '', /^Please write to \[EMAIL\] about/);
  assert.match(eventsOf(events, 'response')[2]?.error?.message ?? '', /^No \[EMAIL\]$/);
  assert.equal(eventsOf(events, 'request')[2]?.target, '/v1/messages?after=[EMAIL]');
});

test('a stream that splits a value over its deltas is redacted as the whole that it is', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, redaction('mask'));
  const event = (data: { type: string; [member: string]: unknown }) =>
    `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
  const delta = (text: string) =>
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  recorder.exchange({
    request: ask('Who?'),
    responseHeaders: [['Content-Type', 'text/event-stream']],
    response: [
      event({
        type: 'message_start',
        ...{ message: { id: 'm', type: 'message', role: 'assistant', content: [] } },
      }),
      event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      ...['Ask ali', 'ce.smith@exam', 'ple.com, or 41', '11 1111 1111 1111.'].map(delta),
      event({ type: 'content_block_stop', index: 0 }),
      event({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
      event({ type: 'message_stop' }),
    ],
  });
  const [response] = eventsOf(await recorder.journal(), 'response');
  assert.ok(response !== undefined && 'text' in response.body);
  const content = (JSON.parse(response.body.text) as { content: unknown }).content;
  assert.deepEqual(content, [{ type: 'text', text: 'Ask [EMAIL], or [CREDIT_CARD].' }]);
});

test('with all kinds off a body is kept byte for byte', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, redaction('off'));
  const body = ask(`${LONG} sk-ant-api03-aaaaaaaaaaaa1111`);
  recorder.exchange({ request: body, response: [reply('ok')] });
  assert.equal((await recordedBody(recorder, false)).request.body.content, body);
});

test('tokens are the same in all sessions and after a restart, and revealed on demand', async () => {
  await using folder = await temporaryFolder();
  const tokens: string[] = [];
  for (const session of ['a', 'b']) {
    await using recorder = await RecorderUnderTest.open(folder.path, redaction('tokenize'));
    const headers = [['X-Claude-Code-Session-Id', `session-${session}`]] as const;
    recorder.exchange({ headers, request: ask(LONG), response: [reply(MAIL)] });
    const text = JSON.stringify(await recorder.journal());
    tokens.push(...(text.match(/\[EMAIL:[0-9a-f]{8}\]/g) ?? []));
    const detail = await recordedBody(recorder, true);
    assert.deepEqual(JSON.parse(detail.request.body.content), JSON.parse(ask(LONG)));
    assert.deepEqual(JSON.parse(detail.response?.body.content ?? ''), JSON.parse(reply(MAIL)));
    const revealed = await recorder.api('/sessions/reveal', 'POST', JSON.stringify({ token: tokens[0] }));
    assert.deepEqual(JSON.parse(revealed.body), { token: tokens[0], value: MAIL });
    await recorder.close();
  }
  assert.equal(new Set(tokens).size, 1);
  const [vault = ''] = (await readdir(folder.path)).filter(name => name.startsWith('vault-'));
  assert.equal((await stat(path.join(folder.path, vault))).mode & 0o777, 0o600);
  assert.ok(!(await readFile(path.join(folder.path, vault), 'utf8')).includes('alice'));
});

test('without the key nothing is revealed, and the answer says which key is missing', async () => {
  await using folder = await temporaryFolder();
  let token = '';
  {
    await using recorder = await RecorderUnderTest.open(folder.path, redaction('tokenize'));
    recorder.exchange({ request: ask(LONG) });
    [token = ''] = JSON.stringify(await recorder.journal()).match(/\[EMAIL:[0-9a-f]{8}\]/) ?? [];
    await recorder.close();
  }
  await using recorder = await RecorderUnderTest.open(folder.path, redaction('tokenize', newKeys()));
  const answer = await recorder.api('/sessions/reveal', 'POST', JSON.stringify({ token }));
  assert.equal(answer.status, 409);
  assert.match(answer.body, /"redaction_key_missing".*does not have/);
  assert.equal((await recorder.api('/sessions/reveal', 'POST', '{"token":"[SSN:00000000]"}')).status, 404);
  assert.equal((await recorder.api('/sessions/reveal', 'POST', '{"token":"../x"}')).status, 400);
  // Both keys have their own vault in the same folder.
  recorder.exchange({ request: ask(LONG) });
  await recorder.journal();
  assert.equal((await readdir(folder.path)).filter(name => name.startsWith('vault-')).length, 2);
});

test('a rotated key opens what the old one closed, unless that is to be forgotten', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, redaction('tokenize'));
  recorder.exchange({ request: ask(LONG) });
  const [token = ''] = JSON.stringify(await recorder.journal()).match(/\[EMAIL:[0-9a-f]{8}\]/) ?? [];
  const reveal = async () =>
    (await recorder.api('/sessions/reveal', 'POST', JSON.stringify({ token }))).status;
  const kept = rotateKeys(KEYS, true);
  await recorder.remote.setRedaction({ rules: rulesWith('tokenize'), keys: kept });
  assert.equal(await reveal(), 200);
  assert.equal((await readdir(folder.path)).filter(name => name.startsWith('vault-')).length, 1);
  await recorder.remote.setRedaction({ rules: rulesWith('tokenize'), keys: rotateKeys(kept, false) });
  assert.equal(await reveal(), 404);
  assert.deepEqual(
    (await readdir(folder.path)).filter(name => name.startsWith('vault-')),
    [],
  );
});

test('deleting everything forgets the values behind tokens too, and later ones are kept anew', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, redaction('tokenize'));
  const vaults = async () => (await readdir(folder.path)).filter(name => name.startsWith('vault-')).length;
  const reveal = async (token: string) =>
    (await recorder.api('/sessions/reveal', 'POST', JSON.stringify({ token }))).status;
  recorder.exchange({ request: ask(LONG) });
  const [token = ''] = JSON.stringify(await recorder.journal()).match(/\[EMAIL:[0-9a-f]{8}\]/) ?? [];
  assert.deepEqual([await reveal(token), await vaults()], [200, 1]);
  assert.equal((await recorder.api('/sessions?confirm=all', 'DELETE')).status, 200);
  assert.deepEqual([await reveal(token), await vaults()], [404, 0]);
  recorder.exchange({ request: ask(LONG) });
  await recorder.remote.flush();
  assert.deepEqual([await reveal(token), await vaults()], [200, 1]);
});

test('a pattern that cannot be used is a problem that the status shows', async () => {
  await using folder = await temporaryFolder();
  const customPatterns = [{ name: 'bad', pattern: '(', mode: 'mask' as const }];
  const rules = { ...rulesWith('off'), customPatterns };
  await using recorder = await RecorderUnderTest.open(folder.path, { redaction: { rules, keys: null } });
  assert.equal(recorder.statuses.at(-1)?.problem?.code, 'redaction_pattern');
  const status = await recorder.remote.setRedaction({ rules: rulesWith('off'), keys: null });
  assert.equal(status.problem, null);
});

test('a vault with damaged lines opens all the others', async () => {
  await using folder = await temporaryFolder();
  await using recorder = await RecorderUnderTest.open(folder.path, redaction('tokenize'));
  recorder.exchange({ request: ask(LONG) });
  await recorder.journal();
  await recorder.close();
  const [vault = ''] = (await readdir(folder.path)).filter(name => name.startsWith('vault-'));
  const file = path.join(folder.path, vault);
  await writeFile(file, `${await readFile(file, 'utf8')}{"token":"EMAIL:0000`);
  await using again = await RecorderUnderTest.open(folder.path, redaction('tokenize'));
  again.exchange({ request: ask('second@example.org is long enough to be a block of its own, I am sure.') });
  const tokens = JSON.stringify(await again.journal()).match(/\[EMAIL:[0-9a-f]{8}\]/g) ?? [];
  for (const token of new Set(tokens)) {
    const answer = await again.api('/sessions/reveal', 'POST', JSON.stringify({ token }));
    assert.equal(answer.status, 200, answer.body);
  }
  assert.equal(new Set(tokens).size, 2);
});
