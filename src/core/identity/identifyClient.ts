// Which program sent a request, by its headers.
import type { HeaderList } from '../../protocol/wire.ts';
import { headerValue } from './headerValue.ts';

export type ClientName =
  | 'claude-code'
  | 'codex'
  | 'opencode'
  | 'copilot'
  | 'anthropic-sdk'
  | 'openai-sdk'
  | 'litellm'
  | 'aider'
  | 'curl'
  | 'unknown';

export interface ClientIdentity {
  client: ClientName;
  version: string | null;
}

/** The group is the version. Agents come before the SDKs they are built on. */
const USER_AGENTS: readonly (readonly [ClientName, RegExp])[] = [
  ['claude-code', /\bclaude-(?:cli|code)\/([\w.+-]{1,64})/i],
  ['codex', /^codex[\w .-]*\/([\w.+-]{1,64})/i],
  ['opencode', /\bopencode\/([\w.+-]{1,64})/i],
  ['copilot', /\b(?:GitHubCopilot\w*|copilot[\w-]*)\/([\w.+-]{1,64})/i],
  ['aider', /\baider(?:-chat)?\/([\w.+-]{1,64})/i],
  ['litellm', /\blitellm\/([\w.+-]{1,64})/i],
  ['anthropic-sdk', /^(?:Async)?Anthropic\w*\/\w+ ([\w.+-]{1,64})/],
  ['curl', /^curl\/([\w.+-]{1,64})/],
  ['openai-sdk', /^(?:Async)?(?:Azure)?OpenAI\/\w+ ([\w.+-]{1,64})/],
];

/** Other headers that tell, for clients whose user agent is a library's. */
const MARKS: readonly (readonly [ClientName, string, RegExp])[] = [
  ['claude-code', 'x-claude-code-session-id', /./],
  ['codex', 'originator', /^codex/i],
  ['opencode', 'x-session-affinity', /^ses_/],
  ['copilot', 'copilot-integration-id', /./],
  ['aider', 'x-title', /^aider$/i],
  ['aider', 'http-referer', /^https:\/\/aider\.chat/],
];

export function identifyClient(headers: HeaderList): ClientIdentity {
  const userAgent = headerValue(headers, 'user-agent') ?? '';
  const named = USER_AGENTS.find(([, pattern]) => pattern.test(userAgent));
  const marked = MARKS.find(([, name, pattern]) => pattern.test(headerValue(headers, name) ?? ''));
  if (marked !== undefined && (named === undefined || isLibrary(named[0])))
    return { client: marked[0], version: versionOf(marked[0], userAgent) };
  return named === undefined
    ? { client: 'unknown', version: null }
    : { client: named[0], version: versionOf(named[0], userAgent) };
}

function isLibrary(client: ClientName): boolean {
  return client === 'anthropic-sdk' || client === 'openai-sdk' || client === 'litellm' || client === 'curl';
}

function versionOf(client: ClientName, userAgent: string): string | null {
  const pattern = USER_AGENTS.find(([name]) => name === client)?.[1];
  return pattern?.exec(userAgent)?.[1] ?? null;
}
