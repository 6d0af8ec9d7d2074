// Turns settings into what the gateway is started with.
import type { GatewayOptions } from '../protocol/workers.ts';
import type { ServiceConfig } from './serviceTypes.ts';

const MEGABYTE = 1024 * 1024;

/** @param port tried first: the configured one, or the one that clients know from an owner before */
export function gatewayOptions(
  { settings, network }: ServiceConfig,
  version: string,
  token: string,
  port: number,
): GatewayOptions {
  return {
    version,
    port,
    host: settings.host,
    isIpv6LoopbackOn: settings.ipv6Loopback,
    allowedHosts: settings.allowedHosts,
    allowedOrigins: settings.allowedOrigins,
    upstreams: {
      anthropic: settings['upstream.anthropic'],
      openai: settings['upstream.openai'],
      chatgpt: settings['upstream.chatgpt'],
    },
    token,
    isMetricsOpen: settings.openMetrics,
    isLoggingRequests: settings.logRequests,
    network,
    maxCaptureBytesPerBody: settings['record.maxBodyMegabytes'] * MEGABYTE,
    maxUnacknowledgedBytes: settings['record.maxQueueMegabytes'] * MEGABYTE,
  };
}
