// Reads one captured request: who sent it, which conversation it belongs to, what its body says.
import { type BodySegment, splitBody } from '../../core/body/splitBody.ts';
import { dialectFor } from '../../core/dialects/byName.ts';
import { chooseDialect, pathOf } from '../../core/dialects/chooseDialect.ts';
import type { RequestFacts } from '../../core/dialects/dialect.ts';
import { EMPTY_REQUEST } from '../../core/dialects/facts.ts';
import { authOf } from '../../core/identity/authOf.ts';
import { digestHistory, type HistoryDigest, type NameText } from '../../core/identity/conversation.ts';
import { identifyClient } from '../../core/identity/identifyClient.ts';
import { identifySession, type SessionIdentity } from '../../core/identity/identifySession.ts';
import type { HeaderList, Origin, Provider } from '../../protocol/wire.ts';
import type { Salt } from '../journal/salt.ts';
import { type DecodedBody, decodeWireBody, type WireBody } from './decodedBody.ts';
import type { ExchangeStart } from './observer.ts';
import { type Scrub, scrubberFor } from './scrubSecrets.ts';

/** What is known when an exchange begins. */
export interface CapturedStart {
  requestId: string;
  at: number;
  transport: 'http' | 'websocket';
  method: string;
  target: string;
  headers: HeaderList;
  provider: Provider;
  upstream: string;
  workspace: string | null;
  /** What it is recorded as. */
  origin: Origin;
}

export interface UnderstoodRequest {
  start: ExchangeStart;
  captured: CapturedStart;
  clientVersion: string | null;
  /** When the whole request had come. */
  arrivedAt: number;
  facts: RequestFacts;
  identity: SessionIdentity;
  digest: HistoryDigest;
  /** As in `digest`, for what goes on with it. */
  nameOf: NameText;
  /** Name of the first thing a person asked; null when there is none. */
  promptName: string | null;
  auth: { kind: 'api_key' | 'oauth' | 'none'; fingerprint: string | null };
  body: DecodedBody;
  /** The body cut into blocks; null when it is kept as text or bytes. */
  segments: BodySegment[] | null;
  scrub: Scrub;
}

const FINGERPRINT_DIGITS = 8;

export function startOf(captured: CapturedStart): ExchangeStart {
  return {
    requestId: captured.requestId,
    at: captured.at,
    transport: captured.transport,
    method: captured.method,
    path: pathOf(captured.target),
    provider: captured.provider,
    dialect: chooseDialect(captured.target, captured.provider),
    client: identifyClient(captured.headers).client,
    workspace: captured.workspace,
  };
}

/**
 * Never throws on what a client sends: what can't be understood is reported and recorded as it came.
 * @param report told what could not be understood, without any content
 */
export async function understandRequest(
  captured: CapturedStart,
  wire: WireBody,
  arrivedAt: number,
  salt: Salt,
  nameOf: NameText,
  report: (step: string, error: unknown) => void,
): Promise<UnderstoodRequest> {
  const start = startOf(captured);
  const scrub = scrubberFor(captured.headers);
  const body = await decodeWireBody(wire, scrub);
  const json = parseJson(body.text);
  const attempt = <T>(step: string, fallback: T, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      report(step, error);
      return fallback;
    }
  };

  // A body that could not be read still asked for something: better shown as a request than not at all.
  const unread = { ...EMPTY_REQUEST, isGeneration: captured.method === 'POST' && start.dialect !== 'other' };
  const facts = attempt('reading the request', unread, () =>
    dialectFor(start.dialect).readRequest(json, captured.target),
  );
  const nobody: SessionIdentity = {
    clientSessionId: null,
    threadId: null,
    parentThreadId: null,
    isThreadKnown: false,
  };
  const auth = authOf(captured.headers);
  return {
    start,
    captured,
    clientVersion: identifyClient(captured.headers).version,
    arrivedAt,
    facts,
    identity: attempt('finding its session', nobody, () =>
      identifySession({ headers: captured.headers, facts }),
    ),
    digest: attempt('reading its history', [], () => digestHistory(facts.messages, nameOf)),
    nameOf,
    promptName: facts.firstPrompt === null ? null : nameOf(facts.firstPrompt),
    auth: {
      kind: auth.kind,
      fingerprint: auth.credential === null ? null : salt.fingerprint(auth.credential, FINGERPRINT_DIGITS),
    },
    body,
    segments:
      body.text === null || json === undefined || start.dialect === 'other'
        ? null
        : attempt('splitting its body', null, () => splitBody(body.text ?? '', start.dialect)),
    scrub,
  };
}

/** `undefined` when the text is no JSON. */
export function parseJson(text: string | null): unknown {
  if (text === null || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
