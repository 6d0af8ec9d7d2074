// Connects to upstreams: direct or through an HTTP proxy, with the user's certificates.
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { buildConnector } from 'undici';
import { isProxyBypassed } from '../core/http/noProxy.ts';
import type { NetworkOptions } from '../protocol/workers.ts';
import { openTunnel } from './tunnel.ts';

/** Connecting may take this long; a stream that is connected has no limit. */
const CONNECT_TIMEOUT_MS = 30_000;

export type Connect = buildConnector.connector;

/** A connector for undici's agents that honours the network options. */
export function createConnector(network: NetworkOptions): Connect {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    rejectUnauthorized: network.isStrictTls,
    ...trust(network.extraCertificates),
  });
  return (options, callback) => {
    const proxy = proxyFor(network, options);
    if (proxy === null) return connect(options, callback);
    void tunnelThrough(proxy, options, connect).then(
      socket => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
}

async function tunnelThrough(proxy: URL, options: buildConnector.Options, connect: Connect): Promise<Socket> {
  const port = Number(options.port) || defaultPort(options.protocol);
  const target = options.hostname.includes(':')
    ? `[${options.hostname}]:${port}`
    : `${options.hostname}:${port}`;
  const tunnel = await openTunnel(
    await open(connect, proxyOptions(proxy)),
    proxy,
    target,
    CONNECT_TIMEOUT_MS,
  );
  if (options.protocol !== 'https:') return tunnel;
  return open(connect, { ...options, httpSocket: tunnel });
}

function open(connect: Connect, options: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(options, (error, socket) => {
      if (error === null) resolve(socket);
      else reject(error);
    });
  });
}

function proxyOptions(proxy: URL): buildConnector.Options {
  const hostname = proxy.hostname.replace(/^\[|\]$/g, '');
  const port = proxy.port || String(defaultPort(proxy.protocol));
  return { hostname, host: proxy.host, protocol: proxy.protocol, port };
}

function proxyFor(network: NetworkOptions, options: buildConnector.Options): URL | null {
  const isTls = options.protocol === 'https:';
  const proxy = isTls ? network.httpsProxy : network.httpProxy;
  if (proxy === null || proxy === '') return null;
  const port = Number(options.port) || defaultPort(options.protocol);
  if (isProxyBypassed(network.noProxy, options.hostname, port)) return null;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80;
}

// A list of our own replaces Node's, so Node's (with NODE_EXTRA_CA_CERTS) has to be in it. Built once: parsing
// a hundred certificates for every connection would be slow.
function trust(extra: readonly string[]): { secureContext?: tls.SecureContext } {
  if (extra.length === 0) return {};
  return { secureContext: tls.createSecureContext({ ca: [...tls.getCACertificates('default'), ...extra] }) };
}
