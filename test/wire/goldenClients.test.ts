// Traffic of the real Claude Code, Codex and OpenCode through a real recorder: what they reported themselves of that run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionDetail, SessionList, TurnList } from '../../src/protocol/api.ts';
import { readTraffic } from '../support/clientTraffic.ts';
import { GOLDEN, type Golden } from '../support/goldenTraffic.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import { RecorderUnderTest } from '../support/recorderUnderTest.ts';

for (const [name, { last, news, ...expected }] of Object.entries(GOLDEN)) {
  test(`${name} is recorded as the client reported it`, async () => {
    await using folder = await temporaryFolder();
    await using recorder = await RecorderUnderTest.open(folder.path);
    recorder.send(...readTraffic(name));
    await recorder.journal();
    const { sessions } = JSON.parse((await recorder.api('/sessions')).body) as SessionList;
    assert.equal(sessions.length, 1);
    const path = `/sessions/${sessions[0]?.id}`;
    const session = JSON.parse((await recorder.api(path)).body) as SessionDetail;
    const numbers = new Map(session.requests.map((request, n) => [request.id, n]));
    const actual: Omit<Golden, 'last' | 'news'> = {
      client: session.client,
      title: session.title ?? '',
      tokens: [
        session.input_tokens,
        session.output_tokens,
        session.cache_read_tokens,
        session.cache_write_5m_tokens,
        session.reasoning_tokens,
      ],
      cost: session.cost_usd?.toFixed(8) ?? '',
      threads: session.threads.map(({ id, kind, title, request_count }) => [id, kind, title, request_count]),
      requests: session.requests.map(request => [
        request.thread_id,
        request.continues === null ? null : (numbers.get(request.continues) ?? -1),
        request.tool_calls.map(call => [call.name, call.is_error, call.duration_ms]),
      ]),
    };
    assert.deepEqual(actual, expected);
    const { turns } = JSON.parse((await recorder.api(`${path}/turns`)).body) as TurnList;
    assert.deepEqual(
      turns.map(turn => [turn.repeated_message_count, turn.input.length]),
      news,
    );
    const words = turns
      .at(-1)
      ?.output.flatMap(({ parts }) => parts)
      .filter(part => part.type === 'text');
    assert.match(words?.map(part => part.text).join('\n') ?? '', last);
    assert.deepEqual(recorder.logs, []);
  });
}
