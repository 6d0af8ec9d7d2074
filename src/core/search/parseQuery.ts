// The search syntax of every search box and of `text_search`.

import { lexQuery, type QueryTerm } from '../../protocol/lexQuery.ts';
import type { SearchProblem } from '../../protocol/search.ts';
import { wordsOf } from '../../protocol/words.ts';
import { type NumberFilter, parseNumbers, parseTime } from './parseValue.ts';
import { anyOf, type TextTerm, toFts } from './toFts.ts';

export type { NumberFilter };

export interface TextFilter {
  value: string;
  isPrefix: boolean;
  /** It stood in quotes: all of the value, where a part would do otherwise. */
  isExact: boolean;
  isNegated: boolean;
}

export interface StatusFilter {
  /** `error`: with a failed request; `ok`: without; or an HTTP status. */
  value: 'error' | 'ok' | number;
  isNegated: boolean;
}

export interface SearchFilters {
  model: TextFilter[];
  client: TextFilter[];
  provider: TextFilter[];
  tool: TextFilter[];
  workspace: TextFilter[];
  path: TextFilter[];
  tag: TextFilter[];
  status: StatusFilter[];
  /** USD. */
  cost: NumberFilter[];
  /** Input and output together. */
  tokens: NumberFilter[];
  /** A date (`2026-11-24`) or RFC 3339, as `from` and `to` of the API take them. */
  before: string | null;
  after: string | null;
}

export interface ParsedQuery {
  /** FTS4 MATCH expression; null: no text to look for. */
  fts: string | null;
  /** MATCH expression of what no text of a session may have; null: nothing. */
  excludedFts: string | null;
  /** Words and phrases to mark in snippets, lower case. */
  terms: { text: string; isPrefix: boolean }[];
  filters: SearchFilters;
  /** What could not be understood and was searched as text or left out. */
  problems: SearchProblem[];
}

/** More would only make the search slow. */
const MAX_TEXT_TERMS = 64;
const TEXT_FIELDS = ['model', 'client', 'provider', 'tool', 'workspace', 'path', 'tag'] as const;
/** `workspace:""`: without one. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['workspace', 'model']);
const STATUS_WORDS: Readonly<Record<string, 'error' | 'ok'>> = {
  error: 'error',
  failed: 'error',
  ok: 'ok',
  success: 'ok',
};

/**
 * Words, `"phrases"`, `pre*`, `-word`, and fields: `model:`, `client:`, `provider:`, `tool:`, `workspace:`, `path:`, `tag:` (all with
 * `*` at the end and `-` before), `status:error|ok|429`, `cost:>0.5`, `tokens:>10k`, `before:2026-11-24`, `after:2026-11`.
 * Never throws: what is no field is text, what has a wrong value is left out, and both are told in `problems`.
 */
export function parseQuery(text: string): ParsedQuery {
  const reader = new QueryReader();
  for (const term of lexQuery(text)) reader.read(term);
  return reader.finish();
}

/** Whether a query looks for text, and so has hits; without one it lists sessions by what they have. */
export function looksForText({ fts, filters }: ParsedQuery): boolean {
  return fts !== null || filters.path.some(({ isNegated }) => !isNegated);
}

class QueryReader {
  readonly #texts: TextTerm[] = [];
  readonly #problems: SearchProblem[] = [];
  readonly #filters: SearchFilters = {
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

  read(term: QueryTerm): void {
    if (term.isUnclosed) this.#problem('unclosed_quote', term);
    if (term.field === null) this.#addText(term, term.text);
    else if (!this.#addField(term.field, term)) this.#problem('bad_value', term);
  }

  finish(): ParsedQuery {
    const texts = this.#texts.slice(0, MAX_TEXT_TERMS);
    const fts = toFts(texts);
    if (texts.length < this.#texts.length)
      this.#problems.push({ code: 'too_many_terms', term: this.#texts[MAX_TEXT_TERMS]?.text ?? '' });
    const excludedFts = anyOf(texts.filter(({ isNegated }) => isNegated));
    const terms = texts.flatMap(({ text, isPrefix, isNegated }) => (isNegated ? [] : [{ text, isPrefix }]));
    return { fts, excludedFts, terms, filters: this.#filters, problems: this.#problems };
  }

  /** False when the value does not fit the field. */
  #addField(field: string, term: QueryTerm): boolean {
    switch (field) {
      case 'status':
        return this.#addStatus(term);
      case 'cost':
      case 'tokens': {
        const numbers = term.isNegated ? null : parseNumbers(term.text);
        this.#filters[field].push(...(numbers ?? []));
        return numbers !== null;
      }
      case 'before':
      case 'after': {
        const time = term.isNegated ? null : parseTime(term.text);
        if (time !== null) this.#filters[field] = time;
        return time !== null;
      }
    }
    const textField = TEXT_FIELDS.find(name => name === field);
    if (textField !== undefined) return this.#addTextFilter(textField, term);
    this.#problem('unknown_field', term);
    this.#addText(term, `${field} ${term.text}`);
    return true;
  }

  #addTextFilter(field: (typeof TEXT_FIELDS)[number], { text, isNegated, isQuoted }: QueryTerm): boolean {
    const isPrefix = !isQuoted && text.endsWith('*');
    const value = isPrefix ? text.slice(0, -1) : text;
    if (value === '' && !(isQuoted && MAY_BE_EMPTY.has(field))) return false;
    this.#filters[field].push({ value, isPrefix, isExact: isQuoted, isNegated });
    return true;
  }

  #addStatus({ text, isNegated }: QueryTerm): boolean {
    const word = text.toLowerCase();
    const value = /^[1-5]\d\d$/.test(word)
      ? Number(word)
      : Object.hasOwn(STATUS_WORDS, word)
        ? STATUS_WORDS[word]
        : undefined;
    if (value === undefined) return false;
    this.#filters.status.push({ value, isNegated });
    return true;
  }

  #addText({ isNegated }: QueryTerm, text: string): void {
    const words = wordsOf(text);
    if (words.length === 0) return;
    // One letter would begin a tenth of all words.
    const isPrefix = text.endsWith('*') && !/^[a-z0-9]$/.test(words.at(-1) ?? '');
    this.#texts.push({ text: words.join(' '), isPrefix, isNegated });
  }

  #problem(code: SearchProblem['code'], term: QueryTerm): void {
    this.#problems.push({ code, term: term.raw });
  }
}
