// The command line with which a session's own client goes on with it. Pure.
import type { SessionSummary } from '../../protocol/api.ts';
import { SAFE_ID } from '../../protocol/wire.ts';

/** Null where the client can't, or where its id could mean something to a shell. */
export function resumeCommand({
  client,
  client_session_id: id,
  origin,
}: Pick<SessionSummary, 'client' | 'client_session_id' | 'origin'>): string | null {
  // Its client has never heard of a demo.
  if (origin === 'demo' || id === null || !SAFE_ID.test(id) || id.startsWith('-')) return null;
  if (client === 'claude-code') return `claude --resume ${id}`;
  return client === 'codex' ? `codex resume ${id}` : null;
}
