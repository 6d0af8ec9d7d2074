// Joins a provider's base URL, written as SDKs take it, with the path a client asked for.
import type { Provider } from '../../protocol/wire.ts';

export interface UpstreamUrl {
  /** Scheme, host and port. */
  origin: string;
  /** Path and query for the request line. */
  path: string;
}

const CHATGPT_ROOT = '/backend-api';
const CODEX_ROOT = '/backend-api/codex';

/**
 * The URL to ask. A leading `/v1` of the target and one at the end of the base appear once. For ChatGPT,
 * whose base ends in `/backend-api/codex`, a target below `/backend-api` is taken from that folder.
 * @param target path and query as the route gives them
 */
export function joinBaseUrl(base: string, target: string, provider: Provider): UpstreamUrl {
  const url = new URL(base);
  const root = url.pathname.replace(/\/+$/, '');
  const path = provider === 'chatgpt' ? joinChatgpt(root, target) : joinVersion(root, target);
  return { origin: url.origin, path };
}

function joinVersion(root: string, target: string): string {
  if (!root.endsWith('/v1')) return root + target;
  return root + cut(target, '/v1');
}

function joinChatgpt(root: string, target: string): string {
  if (root.endsWith(CODEX_ROOT) && isBelow(target, CHATGPT_ROOT))
    return root.slice(0, -CODEX_ROOT.length) + target;
  return root + cut(target, CODEX_ROOT);
}

/** The target without a leading folder, if it lies in that folder. */
function cut(target: string, folder: string): string {
  return isBelow(target, folder) ? target.slice(folder.length) : target;
}

/** Whether a target is the folder itself or something in it; `/v1x` is not below `/v1`. */
export function isBelow(target: string, folder: string): boolean {
  if (!target.startsWith(folder)) return false;
  const next = target[folder.length];
  return next === undefined || next === '/' || next === '?';
}
