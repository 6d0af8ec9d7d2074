// Addresses of the read-only documents that show what was recorded. Pure.
import { SAFE_ID } from '../../protocol/wire.ts';

/** Bodies as they crossed the wire; `prompt`: the context that a request sent, as Markdown. */
export const REQUEST_DOCUMENTS = {
  request: 'request.json',
  response: 'response.json',
  prompt: 'context.md',
} as const;
export type RequestDocument = keyof typeof REQUEST_DOCUMENTS;

export type DocumentAddress =
  | { kind: 'conversation'; sessionId: string }
  | { kind: RequestDocument; sessionId: string; requestId: string };

const CONVERSATION = 'conversation.md';

export function documentPath(address: DocumentAddress): string {
  return address.kind === 'conversation'
    ? `/${address.sessionId}/${CONVERSATION}`
    : `/${address.sessionId}/${address.requestId}/${REQUEST_DOCUMENTS[address.kind]}`;
}

/** Null for a path that names no such document. */
export function readDocumentPath(path: string): DocumentAddress | null {
  const [, sessionId = '', ...rest] = path.split('/');
  if (!SAFE_ID.test(sessionId)) return null;
  if (rest.length === 1 && rest[0] === CONVERSATION) return { kind: 'conversation', sessionId };
  const [requestId = '', file = ''] = rest;
  const kinds = Object.keys(REQUEST_DOCUMENTS) as RequestDocument[];
  const kind = kinds.find(name => REQUEST_DOCUMENTS[name] === file);
  return kind === undefined || !SAFE_ID.test(requestId) ? null : { kind, sessionId, requestId };
}
