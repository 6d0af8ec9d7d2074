// How a request authenticated, and the credential to take a fingerprint of.
import type { HeaderList } from '../../protocol/wire.ts';
import { headerValue } from './headerValue.ts';

export interface RequestAuth {
  /** `oauth`: a subscription's login, whose traffic is not billed by the token. */
  kind: 'api_key' | 'oauth' | 'none';
  /** Secret: only to be hashed, never to be written or shown. */
  credential: string | null;
}

const KEY_HEADERS = ['x-api-key', 'api-key', 'x-goog-api-key'];
const ANTHROPIC_OAUTH = /^sk-ant-oat/;
/** A login's access token is a JWT; API keys are opaque. */
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;

/** With both an API key and a bearer token (Claude Code), a login's token decides, else the key. */
export function authOf(headers: HeaderList): RequestAuth {
  const bearer = (headerValue(headers, 'authorization') ?? '').replace(/^bearer\s*/i, '') || null;
  const key = KEY_HEADERS.map(name => headerValue(headers, name)).find(value => value !== null) ?? null;
  if (bearer !== null && isOauth(bearer, headers)) return { kind: 'oauth', credential: bearer };
  const credential = key ?? bearer;
  if (credential === null) return { kind: 'none', credential: null };
  return { kind: ANTHROPIC_OAUTH.test(credential) ? 'oauth' : 'api_key', credential };
}

function isOauth(token: string, headers: HeaderList): boolean {
  return (
    ANTHROPIC_OAUTH.test(token) ||
    JWT.test(token) ||
    headerValue(headers, 'chatgpt-account-id') !== null ||
    /(^|,)\s*oauth-/.test(headerValue(headers, 'anthropic-beta') ?? '')
  );
}
