// Chooses the upstream of a request by its path; a header decides only where a path is used by several.
import type { HeaderList, Provider } from '../../protocol/wire.ts';
import { isBelow } from './baseUrl.ts';
import { headerValue } from './headers.ts';

export interface Route {
  provider: Provider;
  /** Path and query as the provider knows them, before the base URL is put in front. */
  target: string;
}

/** @param target path and query without our prefixes */
export function chooseRoute(target: string, headers: HeaderList): Route {
  const versioned = collapseVersion(target);
  if (isBelow(versioned, '/v1/messages')) return { provider: 'anthropic', target: versioned };
  if (isBelow(target, '/messages')) return { provider: 'anthropic', target: `/v1${target}` };
  if (isBelow(target, '/api')) return { provider: 'anthropic', target };
  if (isBelow(target, '/backend-api')) return { provider: 'chatgpt', target };
  if (isResponsesPath(target) && headerValue(headers, 'chatgpt-account-id') !== undefined)
    return {
      provider: 'chatgpt',
      target: isBelow(versioned, '/v1') ? versioned.slice('/v1'.length) : target,
    };
  if (headerValue(headers, 'anthropic-version') !== undefined)
    return { provider: 'anthropic', target: versioned };
  return { provider: 'openai', target: versioned };
}

/** Where OpenAI's Responses API lives, which also answers WebSocket upgrades. */
export function isResponsesPath(target: string): boolean {
  return isBelow(collapseVersion(target), '/v1/responses') || isBelow(target, '/responses');
}

/** Whether a WebSocket may be opened on this path. */
export function isWebSocketPath(target: string): boolean {
  const path = target.split('?', 1)[0] ?? '';
  return /^\/(v1\/){0,2}responses$/.test(path) || path === '/backend-api/codex/responses';
}

/** A client whose base URL already has `/v1` may send it twice. */
function collapseVersion(target: string): string {
  return isBelow(target, '/v1/v1') ? target.slice('/v1'.length) : target;
}
