// The search syntax: what is meant is found, and no query fails.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import initSqlJs, { type Database } from 'sql.js';
import { parseQuery, type SearchFilters } from '../../src/core/search/parseQuery.ts';

const NO_FILTERS: SearchFilters = {
  model: [],
  client: [],
  provider: [],
  tool: [],
  workspace: [],
  path: [],
  tag: [],
  status: [],
  cost: [],
  tokens: [],
  before: null,
  after: null,
};

const TEXTS = [
  'the retry loop swallowed the error',
  'retries are fine',
  'Größe und Ärger, naïve café',
  "don't use foo-bar NOT AND OR NEAR",
  'error in loop of errors',
];

let database: Database;

before(async () => {
  const { Database } = await initSqlJs();
  database = new Database();
  database.run(
    `CREATE VIRTUAL TABLE words USING fts4(body, content='', tokenize=unicode61 "remove_diacritics=2")`,
  );
  for (const [docid, text] of TEXTS.entries())
    database.run('INSERT INTO words(docid, body) VALUES (?, ?)', [docid, text]);
});

after(() => database.close());

function found(query: string): number[] {
  const { fts } = parseQuery(query);
  assert.notEqual(fts, null);
  const [result] = database.exec('SELECT docid FROM words WHERE words MATCH ? ORDER BY docid', [fts]);
  return result?.values.map(([docid]) => Number(docid)) ?? [];
}

test('finds texts that have all the words', () => {
  assert.deepEqual(found('error loop'), [0, 4]);
  assert.deepEqual(found('Error SWALLOWED'), [0]);
});

test('finds phrases and beginnings of words', () => {
  assert.deepEqual(found('"the error"'), [0]);
  assert.deepEqual(found('retr*'), [0, 1]);
  assert.deepEqual(found('"the retr*"'), [0]);
  assert.equal(parseQuery('r*').fts, '"r"');
  assert.equal(parseQuery('"the r*" 日*').fts, '"the r" AND "日*"');
});

test('leaves out texts with an unwanted word or phrase', () => {
  assert.deepEqual(found('error -swallowed'), [4]);
  assert.deepEqual(found('error -"in loop" -nothing'), [0]);
  assert.deepEqual(found('-errors loop'), [0]);
});

test('takes many unwanted words', () => {
  const unwanted = Array.from({ length: 40 }, (_, index) => `-w${index}`).join(' ');
  assert.deepEqual(found(`error ${unwanted}`), [0, 4]);
});

test('reads words as the index does', () => {
  assert.deepEqual(found('GRÖSSE'), []);
  assert.deepEqual(found('grösse große'), []);
  assert.deepEqual(found('GROßE arger'), [2]);
  assert.deepEqual(found('cafe'), [2]);
  assert.deepEqual(found("don't"), [3]);
  assert.deepEqual(found('foo-bar'), [3]);
});

test('takes the words of the FTS syntax for words', () => {
  assert.deepEqual(found('NOT AND OR NEAR'), [3]);
  assert.deepEqual(found('(error) loop" NEAR/2'), []);
});

test('reads every field', () => {
  const query =
    'model:claude-* -client:codex provider:openai tool:Bash workspace:"my app" path:src/*.ts tag:perf status:error -status:429 ' +
    'cost:>0.5 tokens:>10k tokens:<=1.5M before:2026-11-24 after:2026-11 retry';
  const { fts, terms, filters, problems } = parseQuery(query);
  const text = (value: string, how: { isPrefix?: true; isExact?: true; isNegated?: true } = {}) => ({
    value,
    isPrefix: false,
    isExact: false,
    isNegated: false,
    ...how,
  });
  assert.deepEqual(
    { fts, terms, filters, problems },
    {
      fts: '"retry"',
      terms: [{ text: 'retry', isPrefix: false }],
      filters: {
        model: [text('claude-', { isPrefix: true })],
        client: [text('codex', { isNegated: true })],
        provider: [text('openai')],
        tool: [text('Bash')],
        workspace: [text('my app', { isExact: true })],
        path: [text('src/*.ts')],
        tag: [text('perf')],
        status: [
          { value: 'error', isNegated: false },
          { value: 429, isNegated: true },
        ],
        cost: [{ op: '>', value: 0.5 }],
        tokens: [
          { op: '>', value: 10_000 },
          { op: '<=', value: 1_500_000 },
        ],
        before: '2026-11-24',
        after: '2026-11-01',
      },
      problems: [],
    },
  );
});

test('takes an empty value in quotes for what has none, where that can be', () => {
  const { filters, problems } = parseQuery('workspace:"" -model:"" tool:""');
  const empty = { value: '', isPrefix: false, isExact: true };
  assert.deepEqual(filters.workspace, [{ ...empty, isNegated: false }]);
  assert.deepEqual(filters.model, [{ ...empty, isNegated: true }]);
  assert.deepEqual(problems, [{ code: 'bad_value', term: 'tool:""' }]);
});

test('reads a range of numbers as both its ends', () => {
  assert.deepEqual(parseQuery('cost:$0.5..2').filters.cost, [
    { op: '>=', value: 0.5 },
    { op: '<=', value: 2 },
  ]);
});

test('leaves wrong values out and says so', () => {
  const query = 'cost:cheap tokens:>x before:2026-02-30 after:yesterday status:maybe model: -cost:>1';
  const { fts, filters, problems } = parseQuery(query);
  assert.deepEqual([fts, filters], [null, NO_FILTERS]);
  assert.deepEqual(
    problems,
    query.split(' ').map(term => ({ code: 'bad_value', term })),
  );
});

test('searches an unknown field as text and says so', () => {
  const { fts, problems } = parseQuery('TypeError:undefined https://example.com std::vector');
  assert.equal(fts, '"typeerror undefined" AND "https example com" AND "std vector"');
  assert.deepEqual(problems, [{ code: 'unknown_field', term: 'TypeError:undefined' }]);
});

test('tells what sessions may not have, also where nothing is looked for', () => {
  const { fts, excludedFts } = parseQuery('-error -"in loop" model:opus');
  assert.deepEqual({ fts, excludedFts }, { fts: null, excludedFts: '"error" OR "in loop"' });
  assert.equal(parseQuery('retry -error').excludedFts, '"error"');
  assert.equal(parseQuery('retry').excludedFts, null);
});

test('says what else was wrong', () => {
  assert.deepEqual(parseQuery('"open phrase').problems, [{ code: 'unclosed_quote', term: '"open phrase' }]);
  assert.deepEqual(parseQuery('"open phrase').fts, '"open phrase"');
});

test('asks for nothing when nothing was typed', () => {
  for (const query of ['', '  ', '""', '- * :', '🔍 …'])
    assert.deepEqual(parseQuery(query), {
      fts: null,
      excludedFts: null,
      terms: [],
      filters: NO_FILTERS,
      problems: [],
    });
});

test('never makes an expression that the index refuses', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"',
      '-',
      '*',
      ':',
      '(',
      ')',
      ' ',
      'NEAR/3',
      'AND',
      'model:',
      'a*',
      '-"x y"',
      '^',
      '\u0000',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const { fts } = parseQuery(pieces.join(''));
      if (fts !== null) database.exec('SELECT docid FROM words WHERE words MATCH ?', [fts]);
    }),
    { numRuns: 1000 },
  );
});
