// What the search box offers to complete: names of fields, and values that were recorded. Pure.
import { toLabel } from '../../src/protocol/label.ts';
import { FACET_FIELDS, type Facets } from '../../src/protocol/search.ts';
import { PROVIDERS } from '../../src/protocol/wire.ts';
import { localDate } from '../statistics/buckets.ts';
import { plural, t } from '../strings.ts';
import { modelLabel } from '../values.ts';
import { type TermAtCaret, toTerm } from './querySyntax.ts';

export interface Completion {
  label: string;
  detail: string;
  /** What takes the place of the term at the caret. */
  term: string;
  /** False: the value of the field is still to come. */
  isDone: boolean;
}

const DAY_MS = 86_400_000;
const MAX_SHOWN = 12;
/** All that the syntax knows. */
export const FIELDS = {
  model: 'field.model',
  client: 'field.client',
  tool: 'field.tool',
  workspace: 'field.workspace',
  path: 'field.path',
  tag: 'field.tag',
  status: 'field.status',
  cost: 'field.cost',
  tokens: 'field.tokens',
  before: 'field.before',
  after: 'field.after',
  provider: 'field.provider',
} as const;

/** @param facets null while they are not known */
export function completionsFor(term: TermAtCaret, facets: Facets | null, now: Now): Completion[] {
  const { field } = term;
  const found = field === null ? fieldsFor(term) : valuesFor(term, field, facets, now);
  return found.slice(0, MAX_SHOWN);
}

function fieldsFor({ typed, isNegated }: TermAtCaret): Completion[] {
  const start = typed.toLowerCase();
  if (start === '') return [];
  return Object.entries(FIELDS)
    .filter(([name]) => name.startsWith(start))
    .map(([name, hint]) => ({
      label: `${name}:`,
      detail: t(hint),
      term: `${isNegated ? '-' : ''}${name}:`,
      isDone: false,
    }));
}

function valuesFor(
  { typed, isNegated }: TermAtCaret,
  field: string,
  facets: Facets | null,
  now: Now,
): Completion[] {
  const part = typed.toLowerCase();
  const offered = [...recordedValues(field, facets), ...fixedValues(field, now)];
  return offered
    .filter(({ value }) => value.toLowerCase().includes(part))
    .map(({ value, label, detail }) => ({
      label,
      detail,
      term: toTerm(field, value, isNegated),
      isDone: true,
    }));
}

/** The reader's. */
export interface Now {
  ms: number;
  timeZone: string;
}

interface Offered {
  value: string;
  label: string;
  detail: string;
}

function recordedValues(field: string, facets: Facets | null): Offered[] {
  const facet = FACET_FIELDS.find(name => name === field);
  if (facet === undefined || facets === null) return [];
  return facets.facets[facet]
    .filter(({ value }) => value !== '')
    .map(({ value, session_count }) => ({
      value,
      label: valueLabel(facet, value),
      detail: plural('sessions', session_count),
    }));
}

/** What stands for a value that was recorded, or for none. */
export function valueLabel(field: string, value: string): string {
  if (value === '') return t(field === 'model' ? 'facet.noModel' : 'facet.noWorkspace');
  if (field === 'status') return t(value === 'error' ? 'filter.failed' : 'filter.succeeded');
  return field === 'model' ? modelLabel(value) : toLabel(value, 80);
}

function fixedValues(field: string, { ms, timeZone }: Now): Offered[] {
  const plain = (values: readonly string[], detail = ''): Offered[] =>
    values.map(value => ({ value, label: value, detail }));
  const day = (days: number, detail: string): Offered[] =>
    plain([localDate(ms - days * DAY_MS, timeZone)], detail);
  switch (field) {
    case 'status':
      return plain(['429', '529'], t('completion.httpStatus'));
    case 'cost':
      return plain(['>0.1', '>1', '>10'], 'USD');
    case 'tokens':
      return plain(['>10k', '>100k', '>1M'], t('kind.tokens'));
    case 'provider':
      return plain(PROVIDERS);
    case 'after':
    case 'before':
      return [
        ...day(0, t('range.today')),
        ...day(1, t('completion.yesterday')),
        ...day(7, t('completion.daysAgo', 7)),
        ...day(30, t('completion.daysAgo', 30)),
      ];
    default:
      return [];
  }
}
