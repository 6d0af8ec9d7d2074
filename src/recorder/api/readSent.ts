// What a recorded request said, read from the journal.
import { dialectFor } from '../../core/dialects/byName.ts';
import type { RequestFacts } from '../../core/dialects/dialect.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import type { DialectName } from '../../protocol/wire.ts';
import type { SessionReader } from '../journal/sessionReader.ts';

/** Null when its body is lost or no JSON. */
export function readSent(session: SessionReader, id: string, dialect: DialectName): RequestFacts | null {
  const target = session.requests.get(id)?.target;
  const body = parseRecorded(() => session.requestBody(id));
  return body === undefined || target === undefined ? null : dialectFor(dialect).readRequest(body, target);
}

/** Undefined for a body that is lost, or that is no JSON. */
export function parseRecorded(read: () => string | Uint8Array): unknown {
  try {
    const body = read();
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch (error) {
    if (error instanceof LunaRouteError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
