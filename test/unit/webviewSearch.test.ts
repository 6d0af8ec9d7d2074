// The search box's own arithmetic: the term at the caret, completions, terms put in and taken out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseQuery } from '../../src/core/search/parseQuery.ts';
import type { Facets } from '../../src/protocol/search.ts';
import { completionsFor } from '../../webview/search/completions.ts';
import { guessTerm, swapTerm } from '../../webview/search/fieldGuess.ts';
import { foundWords } from '../../webview/search/foundWords.ts';
import {
  openEnded,
  replaceTerm,
  termAt,
  toggleTerm,
  toTerm,
  valuesOf,
} from '../../webview/search/querySyntax.ts';

const NOW = { ms: Date.parse('2026-11-24T23:30:00.000Z'), timeZone: 'Europe/Berlin' };

const FACETS: Facets = {
  total: 3,
  facets: {
    workspace: [
      { value: 'my app', session_count: 2 },
      { value: '', session_count: 1 },
    ],
    client: [{ value: 'codex', session_count: 1 }],
    model: [
      { value: 'claude-haiku-4-5-20251001', session_count: 2 },
      { value: 'gpt-5', session_count: 1 },
    ],
    tool: [],
    tag: [],
    day: [],
    status: [{ value: 'error', session_count: 1 }],
  },
};

/** `|` is the caret. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  return termAt(marked.replace('|', ''), caret);
}

test('finds the term at the caret', () => {
  assert.deepEqual(at('retry mod|el:opus x'), {
    start: 6,
    end: 16,
    isNegated: false,
    field: null,
    typed: 'mod',
  });
  assert.deepEqual(at('retry -model:op|'), {
    start: 6,
    end: 15,
    isNegated: true,
    field: 'model',
    typed: 'op',
  });
  assert.deepEqual(at('workspace:"my a|'), {
    start: 0,
    end: 15,
    isNegated: false,
    field: 'workspace',
    typed: 'my a',
  });
  assert.deepEqual(at('retry | loop'), { start: 6, end: 6, isNegated: false, field: null, typed: '' });
});

test('offers fields, then what was recorded of them', () => {
  const labels = (marked: string) => completionsFor(at(marked), FACETS, NOW).map(({ label }) => label);
  assert.deepEqual(labels('t|'), ['tool:', 'tag:', 'tokens:']);
  assert.deepEqual(labels('|'), []);
  assert.deepEqual(labels('model:HAI|'), ['haiku-4.5 · claude-haiku-4-5-20251001']);
  assert.deepEqual(labels('workspace:|'), ['my app']);
  assert.deepEqual(labels('nonsense:|'), []);
  assert.deepEqual(completionsFor(at('-workspace:my|'), FACETS, NOW), [
    { label: 'my app', detail: '2 sessions', term: '-workspace:"my app"', isDone: true },
  ]);
});

test("offers the reader's days", () => {
  const terms = completionsFor(at('after:|'), null, NOW).map(({ term }) => term);
  assert.deepEqual(terms, ['after:2026-11-25', 'after:2026-11-24', 'after:2026-11-18', 'after:2026-10-26']);
});

test('puts a completion in the place of the term', () => {
  assert.deepEqual(replaceTerm('retry mod loop', at('retry mod| loop'), 'model:', false), {
    text: 'retry model: loop',
    caret: 12,
  });
  assert.deepEqual(replaceTerm('model:op', at('model:op|'), 'model:"opus"', true), {
    text: 'model:"opus" ',
    caret: 13,
  });
});

test('toggling a value asks for it and takes it out again', () => {
  const once = toggleTerm('retry "a b"  -x', 'workspace', 'my app');
  assert.equal(once, 'retry "a b" -x workspace:"my app"');
  assert.deepEqual(valuesOf(once, 'workspace'), ['my app']);
  assert.equal(toggleTerm(once, 'workspace', 'my app'), 'retry "a b" -x');
});

test('whatever is chosen is what the search reads', () => {
  const value = fc.string({ unit: 'grapheme', minLength: 1 }).filter(text => !/["\s*]|^-/.test(text));
  fc.assert(
    fc.property(value, fc.constantFrom('workspace', 'client', 'model', 'tool', 'tag'), (text, field) => {
      const { filters, problems } = parseQuery(`retry ${toTerm(field, text)}`);
      assert.deepEqual(
        filters[field as 'tool'].map(filter => filter.value),
        [text],
      );
      assert.deepEqual(problems, []);
    }),
  );
});

test('opens the word that is being typed', () => {
  const opened = ['retr', 'a retr', 're', 'retry ', '"retr', '-retr', 'model:retr', 'retr*', 'x:// retr'].map(
    openEnded,
  );
  assert.deepEqual(opened, [
    'retr*',
    'a retr*',
    're',
    'retry',
    '"retr',
    '-retr',
    'model:retr',
    'retr*',
    'x:// retr*',
  ]);
});

test('what a hit marks are the words of the query and what the snippets mark', () => {
  const snippet = (text: string) => ({ request_id: 'r1', source: 'answer', text });
  const hit = snippet('a \u0002na\u00efve\u0003 retry');
  assert.deepEqual(foundWords('naive -slow model:x "retry loop" foo-bar wri', [hit], hit), {
    words: ['naive', 'retry loop', 'foo bar', 'wri*', 'na\u00efve'],
    source: 'answer',
  });
  assert.equal(foundWords('model:x -slow', [], undefined), undefined);
});

test('guesses the field that was meant by a slip of one or two letters', () => {
  const guesses = [
    'modle:gpt',
    '-statsu:error',
    'worskpace:"my app"',
    'toool:x',
    'http:x',
    'x:1',
    'tg:a',
    'model:a',
  ];
  assert.deepEqual(guesses.map(guessTerm), [
    'model:gpt',
    '-status:error',
    'workspace:"my app"',
    'tool:x',
    null,
    null,
    null,
    'model:a',
  ]);
  assert.equal(swapTerm('a modle:gpt b', 'modle:gpt', 'model:gpt'), 'a model:gpt b');
});
