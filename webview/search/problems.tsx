// What of a query was not understood, and what may have been meant.
import { toLabel } from '../../src/protocol/label.ts';
import type { SearchProblem } from '../../src/protocol/search.ts';
import { Icon } from '../components/icon.tsx';
import { t } from '../strings.ts';
import { guessTerm, swapTerm } from './fieldGuess.ts';

const PROBLEMS = {
  bad_value: 'search.problem.badValue',
  unknown_field: 'search.problem.unknownField',
  unclosed_quote: 'search.problem.unclosedQuote',
  too_many_terms: 'search.problem.tooManyTerms',
} as const;

interface Props {
  problems: readonly SearchProblem[];
  query: string;
  /** The term that is being typed: it may yet be understood. */
  typed: string;
  search: (query: string) => void;
}

export function Problems({ problems, query, typed, search }: Props) {
  return (
    <div role="status" class="problems">
      {problems
        .filter(({ term }) => term !== typed)
        .map(({ code, term }) => (
          <p key={`${code} ${term}`}>
            <Icon name="info" /> {t(PROBLEMS[code], toLabel(term, 60))}{' '}
            {code === 'unknown_field' ? (
              <Guess term={term} take={guess => search(swapTerm(query, term, guess))} />
            ) : null}
          </p>
        ))}
    </div>
  );
}

function Guess({ term, take }: { term: string; take: (guess: string) => void }) {
  const guess = guessTerm(term);
  if (guess === null) return null;
  return (
    <button type="button" class="link-button" onClick={() => take(guess)}>
      {t('search.problem.guess', toLabel(guess, 60))}
    </button>
  );
}
