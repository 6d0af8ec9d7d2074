// Where base URLs are set already, and whether they point at us, at the provider itself, or elsewhere. Pure.
import * as z from 'zod/mini';
import { isLoopbackAddress } from '../../core/http/guard.ts';
import { isAllowedUpstream } from '../../protocol/settings.ts';
import { WRAPPER_VARIABLE } from './variables.ts';

export type BaseUrlProvider = 'anthropic' | 'openai';

export const BASE_URL_VARIABLES: Record<BaseUrlProvider, string> = {
  anthropic: 'ANTHROPIC_BASE_URL',
  openai: 'OPENAI_BASE_URL',
};

/**
 * `environment`: of the editor. `terminalSettings`: the user's `terminal.integrated.env.*`. `claudeSettings`: the
 * user's own Claude Code settings. `repository`: files or settings that came with a folder.
 */
export type BaseUrlSource = 'environment' | 'terminalSettings' | 'claudeSettings' | 'repository';

export interface BaseUrl {
  provider: BaseUrlProvider;
  source: BaseUrlSource;
  url: string;
  /** The file it stands in, null when it stands in none. */
  file: string | null;
}

const OFFICIAL_HOSTS: Record<BaseUrlProvider, string> = {
  anthropic: 'api.anthropic.com',
  openai: 'api.openai.com',
};

type Variables = Readonly<Record<string, unknown>>;

/** The base URLs among `variables` that lead neither to us nor to the provider itself. */
export function foreignBaseUrls(variables: Variables, source: BaseUrlSource, file: string | null): BaseUrl[] {
  return (['anthropic', 'openai'] as const).flatMap(provider => {
    const value = variables[BASE_URL_VARIABLES[provider]];
    const url = typeof value === 'string' ? value.trim() : '';
    if (url === '' || isProvider(url, provider) || isOurs(url, variables)) return [];
    return [{ provider, source, url, file }];
  });
}

/** The `env` of a Claude Code settings file; empty for anything that is none. */
export function claudeEnvironment(text: string): Variables {
  try {
    const read = z.object({ env: z.record(z.string(), z.unknown()) }).safeParse(JSON.parse(text));
    return read.success ? read.data.env : {};
  } catch {
    return {};
  }
}

/**
 * What clients put before their paths. A proxy that listens beyond this machine wants the token on every request.
 * @returns null while that token isn't known
 */
export function proxyBase(url: string, host: string, token: string | null): string | null {
  if (isLoopbackAddress(host)) return url;
  return token === null ? null : `${url}/t/${token}`;
}

/** Whether the proxy may forward to it: https, or this machine, without credentials. */
export function canAdopt({ url, source }: BaseUrl): boolean {
  return source !== 'repository' && isAllowedUpstream(url);
}

/** A base URL as the setting takes it; equal ones compare equal. */
export function normalizeBaseUrl(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Without what may be secret in it, fit for a message. */
export function displayUrl(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? url.slice(0, 100) : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

function isProvider(url: string, provider: BaseUrlProvider): boolean {
  return URL.parse(url)?.hostname === OFFICIAL_HOSTS[provider];
}

/** Our own terminals' values come in when the editor was started from one of them. */
function isOurs(url: string, variables: Variables): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || !isLoopbackAddress(parsed.hostname.replace(/^\[|\]$/g, ''))) return false;
  return WRAPPER_VARIABLE in variables || /^\/w\/[a-z0-9-]{1,48}(\/v1)?\/?$/.test(parsed.pathname);
}
