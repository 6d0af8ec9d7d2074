// Addresses of the read-only documents that show what was recorded: the query says which, the path only names it. Pure.
import { toLabel } from '../../protocol/label.ts';
import { SAFE_ID } from '../../protocol/wire.ts';

/** Bodies as they crossed the wire; `prompt`: the context that a request sent, as Markdown. */
const REQUEST_DOCUMENTS = {
  request: ['request', 'json'],
  response: ['response', 'json'],
  prompt: ['context', 'md'],
} as const;
export type RequestDocument = keyof typeof REQUEST_DOCUMENTS;

export type DocumentAddress =
  | { kind: 'conversation'; sessionId: string }
  | { kind: RequestDocument; sessionId: string; requestId: string };

/** What tells one tab from another. */
export interface DocumentName {
  /** Of the session. */
  title: string | null;
  /** Of the request in its session, from 1; not read for a conversation. */
  number: number;
}

const CONVERSATION = 'conversation';
const LONGEST_NAME = 40;

/** Path and query of a URI: the tab shows the end of the path. */
export function documentUri(
  address: DocumentAddress,
  { title, number }: DocumentName,
): { path: string; query: string } {
  const { kind, sessionId } = address;
  const name = fileName(title);
  if (kind === 'conversation') return { path: `/${name}.md`, query: `${CONVERSATION}/${sessionId}` };
  const [word, extension] = REQUEST_DOCUMENTS[kind];
  return {
    path: `/${name}/${word} ${number}.${extension}`,
    query: `${kind}/${sessionId}/${address.requestId}`,
  };
}

/** Null for a query that names no such document. */
export function readDocumentQuery(query: string): DocumentAddress | null {
  const [kind = '', sessionId = '', ...rest] = query.split('/');
  if (!SAFE_ID.test(sessionId)) return null;
  if (kind === CONVERSATION) return rest.length === 0 ? { kind, sessionId } : null;
  const [requestId = '', ...others] = rest;
  const isRequest = Object.hasOwn(REQUEST_DOCUMENTS, kind) && SAFE_ID.test(requestId) && others.length === 0;
  return isRequest ? { kind: kind as RequestDocument, sessionId, requestId } : null;
}

/** Recorded text without what means something in a path, or forbids a file of that name. */
function fileName(title: string | null): string {
  const name = (title ?? '').replace(/[\\/:*?"<>|#%]+/g, ' ');
  return toLabel(name, LONGEST_NAME).replace(/^[. ]+|[. ]+$/g, '') || 'session';
}
