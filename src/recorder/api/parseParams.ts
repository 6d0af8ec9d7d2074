// Checks a query string against a schema; an error names the key that is wrong.
import * as z from 'zod/mini';
import { LunaRouteError } from '../../protocol/errors.ts';

/** For routes that take no query. */
export const noQuery = z.strictObject({});

/** @throws LunaRouteError `bad_query` */
export function parseParams<Query>(schema: z.ZodMiniType<Query>, params: URLSearchParams): Query {
  const values: Record<string, string> = {};
  for (const [key, value] of params) {
    if (Object.hasOwn(values, key)) throw new LunaRouteError('bad_query', `${key}: is given twice.`);
    values[key] = value;
  }
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  throw new LunaRouteError('bad_query', result.error.issues.map(issue => describe(issue, values)).join(' '));
}

function describe(issue: z.core.$ZodIssue, values: Readonly<Record<string, string>>): string {
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.join(', ')}: unknown here; docs/api.md lists the keys.`;
  const key = issue.path.join('.');
  return `${key}: ${JSON.stringify(values[key] ?? '')} can't be read${limitOf(issue)}.`;
}

function limitOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return `; at most ${issue.maximum}`;
  if (issue.code === 'too_small') return `; at least ${issue.minimum}`;
  if (issue.code === 'invalid_value') return `; one of ${issue.values.join(', ')}`;
  return '';
}
