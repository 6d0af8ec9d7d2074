// How to reach upstreams as the customary proxy variables of the environment say.
import type { NetworkOptions } from '../../protocol/workers.ts';

/** Upstreams on this machine, a demo or another gateway, are never asked for through a proxy. */
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/**
 * Lower case wins over upper case, as in curl. `ALL_PROXY` stands in for both schemes.
 * `NODE_EXTRA_CA_CERTS` needs no care here: Node itself trusts it in every thread.
 */
export function networkFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): NetworkOptions {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || null;
  const all = read('ALL_PROXY');
  return {
    httpProxy: read('HTTP_PROXY') ?? all,
    httpsProxy: read('HTTPS_PROXY') ?? all,
    noProxy: [...new Set([...parseNoProxy(read('NO_PROXY') ?? ''), ...LOOPBACK])],
    isStrictTls: environment.NODE_TLS_REJECT_UNAUTHORIZED !== '0',
    extraCertificates: [],
  };
}

/** Host patterns, separated by commas or spaces. */
export function parseNoProxy(text: string): string[] {
  return text.split(/[\s,]+/).filter(pattern => pattern !== '');
}
