// Decides how an exchange ended, from who broke off and what had come by then.
import type { Outcome } from '../../protocol/wire.ts';

export interface ExchangeEnding {
  end: 'complete' | 'client_closed' | 'upstream_closed' | 'refused';
  /** Null when no answer came. */
  status: number | null;
  /** The body reports an error, also in the middle of a stream. */
  hasProviderError: boolean;
  /** `terminal`: the end is there; `open`: it is missing; `unknown`: this kind of answer has no mark of its end. */
  content: 'terminal' | 'open' | 'unknown';
}

export function decideOutcome(ending: ExchangeEnding): Outcome {
  const { end, status, hasProviderError, content } = ending;
  if (end === 'refused') return 'error';
  if (status === null) return end === 'client_closed' ? 'client_closed' : 'error';
  if (status >= 400 || hasProviderError) return 'error';
  if (content === 'terminal') return 'ok';
  if (end === 'client_closed') return 'client_closed';
  if (end === 'upstream_closed' || content === 'open') return 'interrupted';
  return 'ok';
}
