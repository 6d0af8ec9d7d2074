// Tells when a request repeats one that failed, the same for tree and panel.
import type { RequestSummary } from './api.ts';

/** After a failure the same thread asked the same kind of question again. */
export function isRetry(failed: RequestSummary, next: RequestSummary): boolean {
  const hasFailed = failed.outcome === 'error' || failed.outcome === 'interrupted';
  return hasFailed && next.is_generation && next.target === failed.target;
}
