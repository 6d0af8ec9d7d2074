// The one place where redaction meets an exchange: after it was understood, before anything of it is kept or told.
import type { Redact } from '../../core/redaction/redactor.ts';
import type { RecordedBody } from '../../protocol/journal.ts';
import type { Salt } from '../journal/salt.ts';
import type { UnderstoodRequest } from './understandRequest.ts';
import { parseJson } from './understandRequest.ts';
import type { UnderstoodResponse } from './understandResponse.ts';

const ID_DIGITS = 32;
/** Prompts that become titles, of which the first 200 characters are shown. */
const MAX_PROMPT_CHARS = 4000;

/**
 * All of a request but its body, whose blocks the session's ledger redacts when it sees them for the first time, and the
 * messages in its facts, which stay in memory.
 */
export function redactRequest(request: UnderstoodRequest, redact: Redact, salt: Salt): UnderstoodRequest {
  const { facts, identity } = request;
  const id = identity.clientSessionId;
  // Masked, the ids of two sessions could become one.
  const isPersonal = id !== null && redact(id, 'text') !== id;
  return {
    ...request,
    facts: {
      ...facts,
      model: redactNullable(facts.model, redact),
      firstPrompt: redactNullable(facts.firstPrompt?.slice(0, MAX_PROMPT_CHARS) ?? null, redact),
    },
    identity: isPersonal ? { ...identity, clientSessionId: salt.fingerprint(id, ID_DIGITS) } : identity,
  };
}

export function redactResponse(response: UnderstoodResponse, redact: Redact): UnderstoodResponse {
  const { facts, error, body } = response;
  return {
    ...response,
    facts: {
      ...facts,
      model: redactNullable(facts.model, redact),
      usageRaw: redactJsonValue(facts.usageRaw, redact),
    },
    error: error && { code: redact(error.code, 'text'), message: redact(error.message, 'text') },
    body: redactBody(body, redact),
  };
}

/** A body that was not cut into blocks. */
export function redactBody(body: RecordedBody, redact: Redact): RecordedBody {
  if ('text' in body) return { ...body, text: redact(body.text, 'text') };
  if (!('base64' in body)) return body;
  // Byte by byte as characters: what is text in a file upload is found, the rest stays as it is.
  const bytes = Buffer.from(body.base64, 'base64').toString('latin1');
  const redacted = redact(bytes, 'text');
  return redacted === bytes ? body : { ...body, base64: Buffer.from(redacted, 'latin1').toString('base64') };
}

/** Values of headers that are recorded at all. */
export function redactHeaders(headers: [string, string][], redact: Redact): [string, string][] {
  return headers.map(([name, value]) => [name, redact(value, 'text')]);
}

export function redactNullable(text: string | null, redact: Redact): string | null {
  return text === null ? null : redact(text, 'text');
}

function redactJsonValue(value: unknown, redact: Redact): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const json = JSON.stringify(value);
  const redacted = redact(json, 'json');
  return redacted === json ? value : parseJson(redacted);
}
