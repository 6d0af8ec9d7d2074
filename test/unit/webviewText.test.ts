// Text of the panel: snippets, previews, values with tooltips, notices, navigation and addresses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LunaRouteError } from '../../src/protocol/errors.ts';
import { type PanelLive, panelApiTarget, panelRoute } from '../../src/protocol/panel.ts';
import { UNKNOWN_USAGE, withTotal } from '../../src/protocol/usage.ts';
import { goTo, persistNavigation, restoreNavigation, START } from '../../webview/navigation.ts';
import { failureText, noticeOf } from '../../webview/notice.ts';
import { splitSnippet } from '../../webview/search/snippet.ts';
import { lineCount, prettyJson, preview } from '../../webview/session/text.ts';
import { plural, t } from '../../webview/strings.ts';
import { effectiveSort, sessionsTarget, statsTarget } from '../../webview/target.ts';
import { splitTokens } from '../../webview/tokenKinds.ts';
import { cacheShare, cost, duration, inputTokens, modelLabel, tokens } from '../../webview/values.ts';

const TOTALS = {
  ...withTotal(UNKNOWN_USAGE),
  cost_usd: null,
  cost_incomplete: false,
  request_count: 0,
  error_count: 0,
  session_count: 0,
  tool_call_count: 0,
};

function live(part: Partial<PanelLive>): PanelLive {
  return {
    version: '0.1.0',
    state: 'running',
    url: 'http://127.0.0.1:8081',
    pid: 1,
    recording: 'on',
    problem: null,
    rebuild: null,
    revision: 1,
    today: TOTALS,
    today_by_model: [],
    today_is_demo: false,
    active: [],
    active_count: 0,
    dropped_count: 0,
    damaged_line_count: 0,
    queued_bytes: 0,
    quotas: [],
    context: null,
    size_bytes: null,
    task: null,
    is_workspace_excluded: false,
    ...part,
  };
}

test('a snippet is split at its match marks', () => {
  assert.deepEqual(splitSnippet('…the \u0002retry\u0003 loop and \u0002retry\u0003'), [
    { text: '…the ', isMatch: false },
    { text: 'retry', isMatch: true },
    { text: ' loop and ', isMatch: false },
    { text: 'retry', isMatch: true },
  ]);
});

test('a snippet is one line without controls and bidi overrides, whatever its marks', () => {
  assert.deepEqual(splitSnippet('a\n\u202eb\u0007 \u0003c\u0002d'), [{ text: 'a b cd', isMatch: false }]);
});

test('long text is cut after some lines or characters, never inside a character', () => {
  assert.equal(preview('a\nb\nc', 3, 100), null);
  assert.equal(preview('a\nb\nc\nd', 3, 100), 'a\nb\nc');
  assert.equal(preview('abc😀', 3, 4), 'abc');
  assert.equal(preview('abcdef', 3, 4), 'abcd');
  assert.equal(lineCount('a\nb\n'), 3);
});

test('JSON is indented, and text that is no JSON stays as it is', () => {
  assert.equal(prettyJson('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(prettyJson('{"a":'), '{"a":');
  assert.equal(prettyJson('123'), '123');
});

test('an unknown value is a dash that says why, and copies as nothing', () => {
  assert.deepEqual(
    [tokens(null), cost(null), duration(null)].map(({ text, exact }) => [text, exact]),
    [
      ['–', ''],
      ['–', ''],
      ['–', ''],
    ],
  );
  assert.equal(tokens(null).title, t('unknown.tokens'));
});

test('a value shows three digits, and its tooltip and copy are exact', () => {
  const shown = tokens(12_440, 'input tokens');
  assert.deepEqual([shown.text, shown.exact], ['12.4k', '12440']);
  assert.match(shown.title, /^12.440 input tokens$/);
  assert.equal(cost(1.5, true).text, '≈$1.50');
  assert.equal(duration(0.33).text, '0.33 ms');
});

test('the kinds of tokens add up to the total, input without the cache and output without thinking', () => {
  const usage = withTotal({
    input_tokens: 1000,
    output_tokens: 100,
    reasoning_tokens: 30,
    cache_read_tokens: 700,
    cache_write_5m_tokens: 200,
    cache_write_1h_tokens: null,
  });
  const kinds = splitTokens(usage);
  assert.deepEqual(kinds, { cacheRead: 700, cacheWrite: 200, input: 100, thinking: 30, output: 70 });
  assert.equal(
    Object.values(kinds).reduce((sum, value) => sum + value, 0),
    usage.total_tokens,
  );
  assert.equal(cacheShare(usage).text, '70 %');
});

test('a notice says why nothing is recorded and which command helps', () => {
  const cases: [PanelLive | null | undefined, string | null][] = [
    [undefined, null],
    [live({}), null],
    [null, 'start'],
    [live({ state: 'stopped' }), 'start'],
    [live({ recording: 'paused' }), 'resumeRecording'],
    [live({ recording: 'off' }), 'openSettings'],
    [live({ is_workspace_excluded: true }), 'includeWorkspace'],
    [live({ recording: 'failed', problem: { code: 'ENOSPC', message: 'The disk is full.' } }), 'showLog'],
    [live({ problem: { code: 'queue_full', message: 'Some requests were not recorded.' } }), 'showLog'],
  ];
  assert.deepEqual(
    cases.map(([snapshot]) => noticeOf(snapshot)?.action?.command ?? null),
    cases.map(([, command]) => command),
  );
  const failed = live({ recording: 'failed', problem: { code: 'ENOSPC', message: 'The disk is full.' } });
  assert.equal(noticeOf(failed)?.text, 'The disk is full.');
  assert.match(noticeOf(live({ rebuild: { done: 12, total: 40 } }))?.text ?? '', /12 of 40/);
  assert.match(noticeOf(live({ task: { kind: 'compact', done: 3, total: 12 } }))?.text ?? '', /3 of 12/);
  assert.equal(noticeOf(live({ task: { kind: 'housekeeping', done: 3, total: 12 } })), null);
});

test('a failure is told by its code where we have words for it, else in its own', () => {
  assert.equal(failureText(new LunaRouteError('not_found', 'x')), t('failure.notFound'));
  assert.equal(failureText(new LunaRouteError('bad_query', 'limit: Too big')), 'limit: Too big');
});

test('the navigation survives being persisted, and anything else restores to the start', () => {
  const opened = goTo(goTo(START, { ...START.search, query: 'retry', sort: 'cost' }), {
    page: 'session',
    session_id: 'abc',
    request_id: 'r1',
    view: 'tools',
  });
  assert.deepEqual(restoreNavigation(JSON.parse(JSON.stringify(persistNavigation(opened)))), opened);
  for (const broken of [undefined, null, 'x', { page: 'search' }, { page: 'nowhere', routes: [] }])
    assert.deepEqual(restoreNavigation(broken), START);
});

test('a route of an earlier version, without order and view, is still read', () => {
  const route = { page: 'search', query: '', model: '', days: '', success: '' } as const;
  assert.deepEqual(panelRoute.parse(route), route);
});

test('a search asks for what is set and nothing else, in an address the host accepts', () => {
  const route = { ...START.search, query: ' path:"a&b#c" ', days: '7', success: 'false' };
  const target = sessionsTarget(route, 'Europe/Berlin', { limit: 50 });
  assert.deepEqual(Object.fromEntries(new URL(target, 'http://x').searchParams), {
    text_search: 'path:"a&b#c"',
    days: '7',
    success: 'false',
    tz: 'Europe/Berlin',
    sort: 'relevance',
    limit: '50',
  });
  assert.ok(panelApiTarget.safeParse(target).success);
  assert.ok(panelApiTarget.safeParse(statsTarget(0, 'day', 'UTC')).success);
  assert.equal(statsTarget(0, 'day', 'UTC'), '/stats?by=day&tz=UTC');
});

test('relevance orders only where there is a text', () => {
  const { search } = START;
  assert.deepEqual(
    [
      search,
      { ...search, query: 'x' },
      { ...search, sort: 'relevance' as const },
      { ...search, query: 'x', sort: 'cost' as const },
    ].map(effectiveSort),
    ['newest', 'relevance', 'newest', 'cost'],
  );
});

test('words take their arguments and their number', () => {
  assert.equal(
    t('notice.rebuild', 1, 2),
    'Rebuilding the index: 1 of 2 sessions read. Older ones appear as they are read.',
  );
  assert.deepEqual([plural('sessions', 1), plural('sessions', 0)], ['1 session', '0 sessions']);
});

test('the input says what of it the cache took, in the words of the bars', () => {
  const usage = withTotal({
    ...UNKNOWN_USAGE,
    input_tokens: 12_800,
    cache_read_tokens: 10_000,
    cache_write_5m_tokens: 2_776,
  });
  assert.deepEqual(inputTokens(usage), {
    text: '12.8k',
    title: '12,800 input tokens: 24 uncached, 10,000 cache read, 2,776 cache write',
    exact: '12800',
  });
  assert.equal(inputTokens(withTotal({ ...UNKNOWN_USAGE, input_tokens: 1 })).title, '1 input token');
  assert.equal(tokens(1).title, '1 token');
});

test('a model has its short name first, then its exact id', () => {
  assert.equal(modelLabel('claude-sonnet-4-5-20250929'), 'sonnet-4.5 · claude-sonnet-4-5-20250929');
  assert.equal(modelLabel('gpt-5-mini'), 'gpt-5-mini');
});
