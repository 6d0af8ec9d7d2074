// A thread of a session, as the API shows it.

/** `main`; a sub-agent; what asks for the session's title; or another conversation in the same session. */
export type ThreadKind = 'main' | 'sub_agent' | 'title' | 'conversation';

/** The id of a session's main thread. */
export const MAIN_THREAD = 'main';

export interface ThreadSummary {
  id: string;
  parent_id: string | null;
  kind: ThreadKind;
  /** What it was asked first; null when that is unknown. */
  title: string | null;
  /** Requests that ask a model. */
  request_count: number;
  total_tokens: number | null;
  cost_usd: number | null;
}
