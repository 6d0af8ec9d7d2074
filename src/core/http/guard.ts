// Decides, before anything else is looked at, whether a request may come in at all (DNS rebinding, web pages).
import type { HeaderList } from '../../protocol/wire.ts';
import { headerValue, headerValues } from './headers.ts';

export interface GuardPolicy {
  /** Names that may stand in `Host` beside the loopback names; any port. */
  allowedHosts: readonly string[];
  /** Origins that may call, exactly as browsers send them. */
  allowedOrigins: readonly string[];
}

/** Why a request is answered by us instead of being passed on. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);
const MAX_HEADERS = 256;

/** @param rawTarget the request line's target, untouched */
export function findRefusal(
  method: string,
  rawTarget: string,
  headers: HeaderList,
  policy: GuardPolicy,
): Refusal | null {
  return (
    refuseFraming(rawTarget, headers) ??
    refuseHost(headers, policy.allowedHosts) ??
    refuseOrigin(method, headers, policy.allowedOrigins)
  );
}

/** Whether an address is only reachable from this machine. */
export function isLoopbackAddress(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

// Node's strict parser refuses most smuggling itself; these are what it lets through.
function refuseFraming(rawTarget: string, headers: HeaderList): Refusal | null {
  if (!rawTarget.startsWith('/'))
    return bad('bad_target', 'The request target must be a path that starts with a slash.');
  if (headers.length > MAX_HEADERS)
    return {
      status: 431,
      code: 'too_many_headers',
      message: `A request may have ${MAX_HEADERS} headers at most.`,
    };
  const encodings = headerValues(headers, 'transfer-encoding');
  const lengths = headerValues(headers, 'content-length');
  if (encodings.length > 1 || encodings.some(value => value.trim().toLowerCase() !== 'chunked'))
    return bad('bad_framing', 'The only transfer encoding that is accepted is a single chunked.');
  if (lengths.length > 1 || (lengths.length > 0 && encodings.length > 0))
    return bad('bad_framing', 'The request says in two ways how long its body is.');
  return null;
}

function refuseHost(headers: HeaderList, allowedHosts: readonly string[]): Refusal | null {
  const hosts = headerValues(headers, 'host');
  const host = hosts[0];
  if (host === undefined || hosts.length > 1)
    return bad('bad_host', 'The request must name its host exactly once.');
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  if (LOOPBACK_NAMES.has(name) || allowedHosts.some(allowed => allowed.toLowerCase() === name)) return null;
  return {
    status: 421,
    code: 'host_not_allowed',
    message:
      'LunaRoute does not answer to this host name. Use 127.0.0.1, or add the name to lunaroute.allowedHosts.',
  };
}

function refuseOrigin(method: string, headers: HeaderList, allowed: readonly string[]): Refusal | null {
  const origin = headerValue(headers, 'origin');
  const site = headerValue(headers, 'sec-fetch-site');
  const isAllowed = origin !== undefined && allowed.includes(origin);
  const isFromPage =
    origin !== undefined || (site !== undefined && site !== 'none' && site !== 'same-origin');
  if (method !== 'OPTIONS' && (!isFromPage || isAllowed)) return null;
  return {
    status: 403,
    code: 'origin_not_allowed',
    message: 'LunaRoute does not answer web pages. An exact origin can be added to lunaroute.allowedOrigins.',
  };
}

function bad(code: string, message: string): Refusal {
  return { status: 400, code, message };
}
