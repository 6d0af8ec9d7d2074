// Which headers and query values may be written down.
import type { HeaderList } from '../../protocol/wire.ts';

export const REDACTED = '[redacted]';

/** Protocol, client, limits and ids: nothing that gives access or names an account. */
const ALLOWED_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'expect',
  'host',
  'server',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'vary',
  'sec-websocket-extensions',
  'sec-websocket-version',
  'cf-ray',
  'request-id',
  'x-request-id',
  'x-client-request-id',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'anthropic-beta',
  'anthropic-version',
  'anthropic-dangerous-direct-browser-access',
  'openai-beta',
  'openai-model',
  'openai-processing-ms',
  'openai-version',
  'originator',
  'version',
  'x-app',
  'x-initiator',
  'x-title',
  'editor-version',
  'editor-plugin-version',
  'copilot-integration-id',
  'openai-intent',
  'x-claude-code-session-id',
  'x-claude-code-agent-id',
  'x-claude-code-parent-agent-id',
  'session-id',
  'session_id',
  'thread-id',
  'conversation_id',
  'x-codex-parent-thread-id',
  'x-codex-window-id',
  'x-codex-plan-type',
  'x-codex-active-limit',
  'x-openai-subagent',
  'x-session-id',
  'x-session-affinity',
  'x-parent-session-id',
  'x-lunaroute-error',
]);
const ALLOWED_PREFIXES = [
  'anthropic-ratelimit-',
  'x-ratelimit-',
  'x-codex-primary-',
  'x-codex-secondary-',
  'x-codex-credits-',
  'x-stainless-',
];

const ALLOWED_QUERY = new Set([
  'after',
  'after_id',
  'api-version',
  'before',
  'before_id',
  'beta',
  'client_version',
  'include',
  'include[]',
  'limit',
  'model',
  'order',
  'page',
  'purpose',
  'starting_after',
  'stream',
]);

/** Keys of the well-known kinds and tokens of three parts, wherever they stand. */
const SECRET =
  /\b(?:sk|pk|rk|sess|key)-[\w-]{8,}|\beyJ[\w-]{8,}\.[\w-]+|\bgh[pousr]_\w{16,}|\bAIza[\w-]{20,}|\bBearer\s/i;

/** Allow-listed headers as they are, every other value `[redacted]`; order, case and duplicates are kept. */
export function recordHeaders(headers: HeaderList): [string, string][] {
  return headers.map(([name, value]) => [
    name,
    isAllowedHeader(name) && !SECRET.test(value) ? value : REDACTED,
  ]);
}

function isAllowedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return ALLOWED_HEADERS.has(lower) || ALLOWED_PREFIXES.some(prefix => lower.startsWith(prefix));
}

/** Path and query with every query value that may hold a credential replaced. */
export function redactTarget(target: string): string {
  const mark = target.search(/[?#]/);
  const path = mark === -1 ? target : target.slice(0, mark);
  const safePath = path
    .split('/')
    .map(segment => (isSecret(segment) ? REDACTED : segment))
    .join('/');
  return mark === -1 ? safePath : `${safePath}${target[mark]}${redactQuery(target.slice(mark + 1))}`;
}

function redactQuery(query: string): string {
  return query
    .split('&')
    .map(pair => {
      const equals = pair.indexOf('=');
      if (equals === -1) return pair === '' || ALLOWED_QUERY.has(decoded(pair)) ? pair : REDACTED;
      const name = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      const isKept = ALLOWED_QUERY.has(decoded(name)) && !isSecret(value);
      return `${isSecret(name) ? REDACTED : name}=${isKept ? value : REDACTED}`;
    })
    .join('&');
}

function isSecret(text: string): boolean {
  return SECRET.test(decoded(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
