// Which field was meant by a name that is none. Pure.
import { lexQuery } from '../../src/protocol/lexQuery.ts';
import { FIELDS } from './completions.ts';

const MAX_DISTANCE = 2;

/** The known field that is nearest, null where none is near or nothing would be left of the name. */
export function guessField(name: string): string | null {
  const near = Object.keys(FIELDS)
    .map(field => ({ field, distance: editDistance(name, field) }))
    .filter(
      ({ field, distance }) => distance <= MAX_DISTANCE && distance < Math.min(name.length, field.length) - 1,
    )
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.field ?? null;
}

/** What a term with an unknown field was meant to be: `model:gpt` of `modle:gpt`. */
export function guessTerm(term: string): string | null {
  const [read] = lexQuery(term);
  const guess = read?.field == null ? null : guessField(read.field);
  return guess === null ? null : `${term.startsWith('-') ? '-' : ''}${guess}${term.slice(term.indexOf(':'))}`;
}

/** Puts one term in the place of another. */
export function swapTerm(query: string, term: string, other: string): string {
  const found = lexQuery(query).find(({ raw }) => raw === term);
  return found === undefined
    ? query
    : query.slice(0, found.start) + other + query.slice(found.start + term.length);
}

/** Letters to put in, take out or change; two that changed places count once. */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_row, i) =>
    Array.from({ length: b.length + 1 }, (_cell, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.splice(j, 1, Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed, swapped));
    }
  return at(a.length, b.length);
}
