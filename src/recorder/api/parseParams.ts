// Checks a query string or a body against a schema; an error names the key that is wrong.
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

/** @throws LunaRouteError `bad_body` */
export function parseBody<Body>(schema: z.ZodMiniType<Body>, body: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new LunaRouteError('bad_body', 'The body is no JSON.');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const values = typeof value === 'object' && value !== null ? value : {};
  throw new LunaRouteError('bad_body', result.error.issues.map(issue => describe(issue, values)).join(' '));
}

function describe(issue: z.core.$ZodIssue, values: object): string {
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.join(', ')}: unknown here; docs/api.md lists the keys.`;
  if (issue.path.length === 0)
    return `The body ${issue.code === 'custom' ? issue.message : 'must be an object'}.`;
  const key = issue.path.join('.');
  return `${key}: ${JSON.stringify(valueAt(values, issue.path))} can't be read${limitOf(issue)}.`;
}

function limitOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return `; at most ${issue.maximum}`;
  if (issue.code === 'too_small') return `; at least ${issue.minimum}`;
  if (issue.code === 'invalid_value') return `; one of ${issue.values.join(', ')}`;
  return '';
}

function valueAt(values: object, keys: readonly PropertyKey[]): unknown {
  let value: unknown = values;
  for (const key of keys) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value ?? '';
}
