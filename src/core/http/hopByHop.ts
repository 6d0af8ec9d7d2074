// Drops the headers that concern one connection only (RFC 9110 section 7.6.1) before a message goes on.
import { type HeaderList, TOKEN_HEADER } from '../../protocol/wire.ts';
import { headerValues } from './headers.ts';

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Of a request: the upstream's own host is written anew, 100-continue is answered here, trailers end here. */
const REQUEST_ONLY = new Set(['host', 'expect', 'trailer', TOKEN_HEADER]);

/** What goes on to the upstream: without hop-by-hop headers, those that `Connection` names, and our token. */
export function stripRequestHeaders(headers: HeaderList): HeaderList {
  const named = connectionTokens(headers);
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !HOP_BY_HOP.has(key) && !REQUEST_ONLY.has(key) && !named.has(key);
  });
}

/** What goes on to the client. `Trailer` stays, since trailers are passed on. */
export function stripResponseHeaders(headers: HeaderList): HeaderList {
  const named = connectionTokens(headers);
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !HOP_BY_HOP.has(key) && !named.has(key);
  });
}

function connectionTokens(headers: HeaderList): Set<string> {
  const tokens = new Set<string>();
  for (const value of headerValues(headers, 'connection'))
    for (const token of value.split(',')) tokens.add(token.trim().toLowerCase());
  return tokens;
}
