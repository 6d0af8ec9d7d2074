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
  if (body === undefined || target === undefined) return null;
  const { readRequest } = dialectFor(dialect);
  const sent = readRequest(body, target);
  const warmUp = parseRecorded(() => session.prewarmBody(id));
  return warmUp === undefined ? sent : afterPrewarm(readRequest(warmUp, target), sent);
}

/** What warmed the connection up comes first; instructions may have been sent with both. */
function afterPrewarm(warmUp: RequestFacts, sent: RequestFacts): RequestFacts {
  const said = new Set(sent.messages.map(message => JSON.stringify(message)));
  const before = warmUp.messages.filter(message => !said.has(JSON.stringify(message)));
  return {
    ...sent,
    previousResponseId: warmUp.previousResponseId,
    messages: [...before, ...sent.messages],
    tools: sent.tools.length > 0 ? sent.tools : warmUp.tools,
  };
}

/** Undefined for a body that is lost, or that is no JSON. */
export function parseRecorded(read: () => string | Uint8Array | null): unknown {
  try {
    const body = read();
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch (error) {
    if (error instanceof LunaRouteError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
