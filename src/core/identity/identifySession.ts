// Which session and thread of its client a request belongs to.
import type { HeaderList } from '../../protocol/wire.ts';
import type { RequestFacts } from '../dialects/dialect.ts';
import { isRecord, parseJson, textOrNull } from '../dialects/json.ts';
import { headerValue } from './headerValue.ts';

export interface SessionIdentity {
  /** As the client calls it, a sub-agent's being its parent's; null: group by conversation. */
  clientSessionId: string | null;
  /** A sub-agent's own id; null: the session's main thread. */
  threadId: string | null;
  /** Null for the main thread, and for threads that it started. */
  parentThreadId: string | null;
  /** The client tells its threads apart: without `threadId` it is the main one. */
  isThreadKnown: boolean;
}

const MAX_ID_CHARS = 256;
const NOBODY: SessionIdentity = {
  clientSessionId: null,
  threadId: null,
  parentThreadId: null,
  isThreadKnown: false,
};

export function identifySession({
  headers,
  facts,
}: {
  headers: HeaderList;
  facts: RequestFacts;
}): SessionIdentity {
  return (
    fromClaudeCode(headers, facts) ??
    fromCodex(headers, facts) ??
    fromOpencode(headers) ?? { ...NOBODY, clientSessionId: bounded(facts.clientSessionId) }
  );
}

/** Sub-agents share the session and have an agent id. */
function fromClaudeCode(headers: HeaderList, facts: RequestFacts): SessionIdentity | null {
  const session = idOf(headers, 'x-claude-code-session-id');
  if (session === null) return null;
  return {
    clientSessionId: bounded(facts.clientSessionId) ?? session,
    threadId: idOf(headers, 'x-claude-code-agent-id'),
    parentThreadId: idOf(headers, 'x-claude-code-parent-agent-id'),
    // Side questions, and sub-agents of older versions, come without an agent's id.
    isThreadKnown: false,
  };
}

/** A WebSocket serves many requests: what a frame says goes before what the upgrade said. */
function fromCodex(headers: HeaderList, facts: RequestFacts): SessionIdentity | null {
  const inFrame = facts.clientMetadata;
  const turn = turnMetadata(
    inFrame['x-codex-turn-metadata'] ?? headerValue(headers, 'x-codex-turn-metadata'),
  );
  const read = (member: string, ...names: string[]): string | null => {
    const framed = [member, ...names].map(name => bounded(inFrame[name])).find(id => id !== null);
    return framed ?? names.map(name => idOf(headers, name)).find(id => id !== null) ?? bounded(turn[member]);
  };
  const session = read('session_id', 'session-id', 'session_id');
  const thread = read('thread_id', 'thread-id', 'conversation_id');
  const parent = read('parent_thread_id', 'x-codex-parent-thread-id');
  if (session === null && thread === null) return null;
  return nested(session ?? thread ?? '', thread ?? session ?? '', parent);
}

function fromOpencode(headers: HeaderList): SessionIdentity | null {
  const own = idOf(headers, 'x-session-id') ?? idOf(headers, 'x-session-affinity');
  return own === null ? null : nested(own, own, idOf(headers, 'x-parent-session-id'));
}

/** Clients that give each sub-agent a session of its own name the one it came from. */
function nested(session: string, thread: string, parent: string | null): SessionIdentity {
  const root = session === thread && parent !== null ? parent : session;
  return {
    clientSessionId: root,
    threadId: thread === root ? null : thread,
    parentThreadId: parent === root || thread === root ? null : parent,
    isThreadKnown: true,
  };
}

function turnMetadata(json: string | null): Record<string, unknown> {
  const metadata = json === null ? undefined : parseJson(json);
  return isRecord(metadata) ? metadata : {};
}

function idOf(headers: HeaderList, name: string): string | null {
  return bounded(headerValue(headers, name));
}

function bounded(id: unknown): string | null {
  const text = textOrNull(id);
  return text === null || text.length > MAX_ID_CHARS ? null : text;
}
