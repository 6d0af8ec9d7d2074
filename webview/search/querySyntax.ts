// The search syntax as the box edits it: the term at the caret, values put in and taken out. Pure.
import { lexQuery, type QueryTerm } from '../../src/protocol/lexQuery.ts';

/** Fields whose values are compared as a whole only in quotes. */
const QUOTED_FIELDS: ReadonlySet<string> = new Set(['workspace', 'model']);
/** Shorter beginnings of words match too much to be worth waiting for. */
const OPEN_WORD = /(?:^|\s)[\p{L}\p{N}]{3,}$/u;

export interface TermAtCaret {
  start: number;
  end: number;
  isNegated: boolean;
  /** Null while none was named. */
  field: string | null;
  /** What of the word or value stands before the caret. */
  typed: string;
}

/** The term that the caret stands in or right behind; an empty one between others. */
export function termAt(text: string, caret: number): TermAtCaret {
  const term = lexQuery(text).find(({ start, raw }) => start < caret && caret <= start + raw.length);
  if (term === undefined) return { start: caret, end: caret, isNegated: false, field: null, typed: '' };
  const { start, raw, isNegated, field } = term;
  const before = text.slice(start, caret).slice(isNegated ? 1 : 0);
  const hasColon = field !== null && before.includes(':');
  return {
    start,
    end: start + raw.length,
    isNegated,
    field: hasColon ? field : null,
    typed: (hasColon ? before.slice(before.indexOf(':') + 1) : before).replaceAll('"', ''),
  };
}

/** `field:value` as the syntax wants it. */
export function toTerm(field: string, value: string, isNegated = false): string {
  const isQuoted = QUOTED_FIELDS.has(field) || value === '' || /\s/.test(value);
  const shown = value.replaceAll('"', '');
  return `${isNegated ? '-' : ''}${field}:${isQuoted ? `"${shown}"` : shown}`;
}

/** Puts a term in the place of another; the caret goes behind it. @param isDone a space follows */
export function replaceTerm(
  text: string,
  { start, end }: { start: number; end: number },
  term: string,
  isDone: boolean,
): { text: string; caret: number } {
  const space = isDone && !/^\s/.test(text.slice(end)) ? ' ' : '';
  const caret = start + term.length + (isDone ? 1 : 0);
  return { text: text.slice(0, start) + term + space + text.slice(end), caret };
}

/** Values of a field that a query asks for. */
export function valuesOf(text: string, field: string): string[] {
  return lexQuery(text).flatMap(term => (term.field === field && !term.isNegated ? [term.text] : []));
}

/** Takes the value out where it is asked for, else asks for it. */
export function toggleTerm(text: string, field: string, value: string): string {
  const isThis = (term: QueryTerm) => term.field === field && !term.isNegated && term.text === value;
  const terms = lexQuery(text);
  const kept = terms.filter(term => !isThis(term)).map(({ raw }) => raw);
  if (kept.length === terms.length) kept.push(toTerm(field, value));
  return kept.join(' ');
}

/** The word that is being typed stands for all that begin so; a space behind it, or quotes, end that. */
export function openEnded(text: string): string {
  const last = lexQuery(text).at(-1);
  const isWord = last !== undefined && last.field === null && !last.isNegated && !last.isQuoted;
  return isWord && OPEN_WORD.test(text) ? `${text}*` : text.trim();
}
