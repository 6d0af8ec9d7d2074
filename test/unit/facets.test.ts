// `GET /facets`: what the sessions of a query have, over a real index, and that it agrees with the list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionList } from '../../src/protocol/api.ts';
import type { Facets, FacetValue } from '../../src/protocol/search.ts';
import type { RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { ApiHarness } from '../support/apiHarness.ts';
import { temporaryFolder } from '../support/journalEvents.ts';
import {
  openTestIndex,
  type SessionFacts,
  SessionWriter,
  testId,
  userText,
} from '../support/recordFixture.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const SONNET = 'claude-sonnet-4-5-20250929';
const HAIKU = 'claude-haiku-4-5-20251001';

interface Exchange {
  prompt?: string;
  model?: string;
  tool?: string;
  isFailed?: boolean;
}

/** A session with the given exchanges, a minute apart. */
async function record(
  index: RecordIndex,
  dataFolder: string,
  n: number,
  facts: Omit<SessionFacts, 'id'>,
  exchanges: readonly Exchange[],
): Promise<void> {
  const writer = new SessionWriter(dataFolder, { id: testId(n), ...facts });
  for (const [i, { prompt = 'Hello', model = SONNET, tool, isFailed = false }] of exchanges.entries()) {
    const requestId = testId(n * 100 + i);
    const at = new Date(Date.parse(facts.startedAt) + i * 60_000).toISOString();
    const call =
      tool === undefined ? [] : [{ type: 'tool_use', id: `toolu_${n}_${i}`, name: tool, input: {} }];
    index.apply(
      await writer.write(
        ...writer.ask({ requestId, at, messages: [userText(prompt)], model }),
        writer.answer({
          requestId,
          at,
          model,
          content: [{ type: 'text', text: 'Fine.' }, ...call],
          ...(isFailed ? { outcome: 'error', status: 529 } : {}),
        }),
      ),
    );
  }
}

async function withSessions(work: (api: ApiHarness) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const { index } = await openTestIndex(folder.path);
  try {
    await record(index, folder.path, 1, { startedAt: '2026-11-24T00:30:00.000Z', workspace: 'shop' }, [
      { prompt: 'find the zephyr', tool: 'Read' },
      { tool: 'Read', model: HAIKU },
      { tool: 'Bash' },
    ]);
    await record(
      index,
      folder.path,
      2,
      { startedAt: '2026-11-23T10:00:00.000Z', client: 'codex', workspace: 'shop-admin' },
      [{ prompt: 'the zephyr again', tool: 'Bash', isFailed: true }],
    );
    await record(index, folder.path, 3, { startedAt: '2026-10-02T10:00:00.000Z' }, [{ model: HAIKU }]);
    await work(new ApiHarness(index, NOW));
  } finally {
    await index.close();
  }
}

function counts(values: readonly FacetValue[]): [string, number][] {
  return values.map(({ value, session_count }) => [value, session_count]);
}

async function facets(api: ApiHarness, query: string): Promise<Record<string, [string, number][]>> {
  const answer = await api.get<Facets>(`/facets?tz=UTC${query}`);
  const lists = Object.entries(answer.facets).map(([field, values]) => [field, counts(values)]);
  return { ...Object.fromEntries(lists), total: [['', answer.total]] };
}

test('counts sessions by everything they have, each once', () =>
  withSessions(async api => {
    assert.deepEqual(await facets(api, ''), {
      total: [['', 3]],
      workspace: [
        ['', 1],
        ['shop', 1],
        ['shop-admin', 1],
      ],
      client: [
        ['claude-code', 2],
        ['codex', 1],
      ],
      model: [
        [HAIKU, 2],
        [SONNET, 2],
      ],
      tool: [
        ['Bash', 2],
        ['Read', 1],
      ],
      tag: [],
      day: [
        ['2026-11-24', 1],
        ['2026-11-23', 1],
        ['2026-10-02', 1],
      ],
      status: [
        ['ok', 2],
        ['error', 1],
      ],
    });
  }));

test('counts those of a search, in every month, and those without what is not wanted', () =>
  withSessions(async api => {
    const found = await facets(api, '&text_search=zephyr');
    assert.deepEqual(
      [found.total, found.client],
      [
        [['', 2]],
        [
          ['claude-code', 1],
          ['codex', 1],
        ],
      ],
    );
    const without = await facets(api, '&text_search=-zephyr');
    assert.deepEqual([without.total, without.model], [[['', 1]], [[HAIKU, 1]]]);
  }));

test('the values of a field that is filtered are those one could choose instead', () =>
  withSessions(async api => {
    const byText = await facets(api, `&text_search=${encodeURIComponent('client:codex status:error')}`);
    assert.deepEqual(byText.client, [['codex', 1]]);
    assert.deepEqual(byText.status, [['error', 1]]);
    const byTool = await facets(api, '&tool=Read');
    assert.deepEqual(
      [byTool.total, byTool.tool, byTool.workspace],
      [
        [['', 1]],
        [
          ['Bash', 2],
          ['Read', 1],
        ],
        [['shop', 1]],
      ],
    );
  }));

test('days are those of the asked time zone', () =>
  withSessions(async api => {
    const { facets: found } = await api.get<Facets>('/facets?tz=America/New_York');
    assert.deepEqual(counts(found.day), [
      ['2026-11-23', 2],
      ['2026-10-02', 1],
    ]);
  }));

test('a chosen value lists as many sessions as were counted', () =>
  withSessions(async api => {
    const { facets: found } = await api.get<Facets>('/facets?tz=UTC');
    for (const field of ['workspace', 'client', 'model', 'tool', 'status'] as const) {
      for (const { value, session_count } of found[field]) {
        const text = encodeURIComponent(field === 'status' ? `status:${value}` : `${field}:"${value}"`);
        const list = await api.get<SessionList>(`/sessions?text_search=${text}`);
        assert.deepEqual([list.total, list.problems], [session_count, []], `${field} ${value}`);
      }
    }
  }));

test('an unknown key is refused', () =>
  withSessions(async api => {
    assert.equal((await api.failure('GET', '/facets?sort=cost')).code, 'bad_query');
  }));
