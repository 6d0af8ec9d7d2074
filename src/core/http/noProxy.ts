// Says whether a host is reached directly, by patterns as in NO_PROXY and VS Code's `http.noProxy`.
import { BlockList, isIP } from 'node:net';

/**
 * @param patterns `example.com` (with its subdomains), `.example.com`, `*.example.com`, `host:port`,
 *   `10.0.0.0/8`, an address, or `*`
 * @param hostname as in `URL.hostname`; IPv6 in brackets
 * @param port as a number, also where the URL leaves the default out
 */
export function isProxyBypassed(patterns: readonly string[], hostname: string, port: number): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  return patterns.some(pattern => matches(pattern.trim().toLowerCase(), host, port));
}

function matches(pattern: string, host: string, port: number): boolean {
  if (pattern === '') return false;
  if (pattern === '*') return true;
  if (pattern.includes('/')) return isInNetwork(pattern, host);
  const { name, only } = splitPort(pattern);
  if (only !== null && only !== port) return false;
  if (isIP(host) !== 0) return isSameAddress(name, host);
  const suffix = name.replace(/^\*?\./, '');
  return host === suffix || host.endsWith(`.${suffix}`);
}

function splitPort(pattern: string): { name: string; only: number | null } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(pattern);
  if (bracketed !== null) return { name: bracketed[1] ?? '', only: toPort(bracketed[2]) };
  if (isIP(pattern) === 6) return { name: pattern, only: null };
  const parts = /^(.*?):(\d+)$/.exec(pattern);
  return parts === null ? { name: pattern, only: null } : { name: parts[1] ?? '', only: toPort(parts[2]) };
}

function toPort(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function isSameAddress(pattern: string, host: string): boolean {
  if (isIP(pattern) === 0) return false;
  const list = new BlockList();
  list.addAddress(pattern, family(pattern));
  return list.check(host, family(host));
}

function isInNetwork(pattern: string, host: string): boolean {
  const [network = '', bits = ''] = pattern.split('/');
  const length = Number(bits);
  const version = isIP(network);
  if (version === 0 || isIP(host) === 0 || bits === '') return false;
  if (!Number.isInteger(length) || length < 0 || length > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, length, family(network));
  return list.check(host, family(host));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
