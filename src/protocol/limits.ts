// Limits as the API shows them: what providers allow, and how full a model's context is.
import type { Provider } from './wire.ts';

/** How much of a provider's allowance is used up, as its latest answer told. */
export interface Quota {
  provider: Provider;
  /** `5h`, `7d`, `7d_opus`, … of subscriptions; `requests`, `tokens`, … of API keys, a minute or so long. */
  window: string;
  /** 0 to 1, more when it is overdrawn. */
  utilization: number | null;
  resets_at: string | null;
  /** As the provider says: `allowed`, `allowed_warning`, `rejected`, … */
  status: string | null;
  observed_at: string;
}

/** How full the context window of a session's main thread was after its latest answer. */
export interface ContextUse {
  session_id: string;
  used_tokens: number;
  /** Null for a model whose window is not known. */
  max_tokens: number | null;
}
