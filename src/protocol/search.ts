// What searching adds to the API: values to choose from with their counts, and what could not be understood.
import * as z from 'zod/mini';
import { sessionFilters } from './api.ts';

/** Where a hit stands; the match is between `\u0002` and `\u0003`. */
export interface Snippet {
  request_id: string;
  /** `prompt`, `answer`, `thinking`, `tool_call`, `tool_result`, `system`, `title`. */
  source: string;
  text: string;
}

export const FACET_FIELDS = ['workspace', 'client', 'model', 'tool', 'tag', 'day', 'status'] as const;
export type FacetField = (typeof FACET_FIELDS)[number];

export interface FacetValue {
  /** Empty: without one. Of `day` a date in the asked time zone, of `status` `ok` or `error`. */
  value: string;
  session_count: number;
}

/** `GET /facets`: what the sessions of a query have, and how many of them. */
export interface Facets {
  total: number;
  /** The most frequent first, days from the newest. */
  facets: Record<FacetField, FacetValue[]>;
}

/** A piece of a search that was searched as text or left out, since it could not be understood. */
export interface SearchProblem {
  code: 'unknown_field' | 'bad_value' | 'unclosed_quote' | 'too_many_terms';
  term: string;
}

/** Query of `GET /facets`: the filters of `/sessions`; `limit` is for each facet. */
export const facetQuery = z.strictObject({
  ...sessionFilters,
  limit: z.optional(z.coerce.number().check(z.int(), z.positive(), z.maximum(1000))),
});

export type FacetQuery = z.infer<typeof facetQuery>;
