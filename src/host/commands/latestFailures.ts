// The newest requests that failed, for a report: code and host, nothing that was said.
import type { RequestSummary } from '../../protocol/api.ts';
import { errorCode } from '../../protocol/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../protocol/settings.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import { requestsOf } from '../sessions/requestPages.ts';

const MOST_SESSIONS = 5;
const MOST_FAILURES = 10;
const LIMIT_MS = 5000;
/** `(ECONNREFUSED)` in our own explanations of why an upstream gave no answer. */
const SYSTEM_CODE = /\(([A-Z][A-Z0-9_]{2,40})\)/;

/** One line each, the newest last. Never rejects: a report is needed most when something is wrong. */
export async function latestFailures(api: ApiClient, settings: Settings): Promise<string[]> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    const query = { success: false, origin: 'recorded', sort: 'newest', limit: MOST_SESSIONS };
    const { sessions } = await api.sessions(query, signal);
    const failed: RequestSummary[] = [];
    for (const { id } of sessions)
      for await (const request of requestsOf(api, id, signal))
        if (request.outcome !== null && request.outcome !== 'ok') failed.push(request);
    failed.sort((a, b) => a.started_at.localeCompare(b.started_at));
    return failed.slice(-MOST_FAILURES).map(request => failureLine(request, settings));
  } catch (error) {
    return [`could not be read: ${errorCode(error)}`];
  }
}

export function failureLine(request: RequestSummary, settings: Settings): string {
  const { started_at, provider, status, outcome, error } = request;
  const code = error === null || !/^[\w.-]{1,60}$/.test(error.code) ? null : error.code;
  const cause = code?.startsWith('upstream_') ? SYSTEM_CODE.exec(error?.message ?? '')?.[1] : undefined;
  const parts = [status ?? 'no status', code ?? outcome, cause === undefined ? '' : `(${cause})`];
  return `${started_at} ${hostOf(provider, settings)}: ${parts.filter(Boolean).join(' ')}`;
}

/** An address of one's own says where somebody works: that it is one is enough. */
function hostOf(provider: RequestSummary['provider'], settings: Settings): string {
  const key = `upstream.${provider}` as const;
  return settings[key] === DEFAULT_SETTINGS[key] ? new URL(settings[key]).host : `${provider} (own address)`;
}
