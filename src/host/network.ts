// How to reach upstreams as VS Code's settings say, over the proxy variables of the environment.
import { networkFromEnvironment } from '../core/config/networkEnvironment.ts';
import type { NetworkOptions } from '../protocol/workers.ts';

export interface EditorNetworkSettings {
  /** `http.proxy`; empty for none. */
  proxy: string;
  /** `http.proxySupport`; `off` means that `http.proxy` is not for extensions. */
  proxySupport: string;
  /** `http.noProxy`. */
  noProxy: readonly string[];
  /** `http.proxyStrictSSL`. */
  isStrictTls: boolean;
}

/** Upstreams on this machine, a demo or another gateway, are never asked for through a proxy. */
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/** @param certificates PEM certificates of the system, when `http.systemCertificates` is on */
export function resolveNetwork(
  editor: EditorNetworkSettings,
  environment: Readonly<Record<string, string | undefined>>,
  certificates: readonly string[],
): NetworkOptions {
  const outer = networkFromEnvironment(environment);
  const proxy = editor.proxySupport === 'off' || editor.proxy.trim() === '' ? null : editor.proxy.trim();
  return {
    httpProxy: proxy ?? outer.httpProxy,
    httpsProxy: proxy ?? outer.httpsProxy,
    noProxy: [...new Set([...editor.noProxy, ...outer.noProxy, ...LOOPBACK])],
    isStrictTls: editor.isStrictTls && outer.isStrictTls,
    extraCertificates: certificates,
  };
}
