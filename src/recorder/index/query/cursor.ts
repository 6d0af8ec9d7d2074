// Opaque page marks: where a page ended, tied to the query it came from.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { LunaRouteError } from '../../../protocol/errors.ts';

const envelope = z.object({ q: z.string(), at: z.unknown() });

/** What makes two queries the same list: everything but the page asked for. */
export function queryIdentity(query: object): string {
  const entries = Object.entries(query)
    .filter(([key, value]) => key !== 'cursor' && key !== 'limit' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url').slice(0, 12);
}

export function encodeCursor(identity: string, at: unknown): string {
  return Buffer.from(JSON.stringify({ q: identity, at })).toString('base64url');
}

/**
 * Null when the query has no cursor.
 * @throws LunaRouteError `bad_cursor` when it is damaged or belongs to another query
 */
export function decodeCursor<At>(
  cursor: string | undefined,
  identity: string,
  schema: z.ZodMiniType<At>,
): At | null {
  if (cursor === undefined) return null;
  const decoded = envelope.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  const at = decoded.success && decoded.data.q === identity ? schema.safeParse(decoded.data.at) : null;
  if (at?.success !== true) {
    throw new LunaRouteError(
      'bad_cursor',
      'The cursor is damaged or belongs to another query; start again without.',
    );
  }
  return at.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
