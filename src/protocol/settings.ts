// Every setting: `lunaroute.<key>` in the editor, the same keys in the CLI's configuration file.
import * as z from 'zod/mini';
import { priceOverrides } from './prices.ts';
import { customPattern, type RedactionRules, redactionMode } from './redaction.ts';
import { WORKSPACE_LABEL } from './wire.ts';

const baseUrl = z.string().check(
  z.refine(text => isAllowedUpstream(text), {
    error: 'must be an https:// URL (http:// only for this machine) without credentials, query or fragment',
  }),
);

export const settingsSchema = z.strictObject({
  autoStart: z._default(z.enum(['asLeft', 'always', 'never']), 'asLeft'),
  port: z._default(z.int().check(z.minimum(0), z.maximum(65_535)), 8081),
  host: z._default(z.string().check(z.minLength(1)), '127.0.0.1'),
  ipv6Loopback: z._default(z.boolean(), false),
  allowedHosts: z._default(z.array(z.string()), []),
  allowedOrigins: z._default(z.array(z.string()), []),
  'upstream.anthropic': z._default(baseUrl, 'https://api.anthropic.com'),
  'upstream.openai': z._default(baseUrl, 'https://api.openai.com/v1'),
  'upstream.chatgpt': z._default(baseUrl, 'https://chatgpt.com/backend-api/codex'),
  dataFolder: z._default(z.string(), ''),
  'record.enabled': z._default(z.boolean(), true),
  'record.excludedWorkspaces': z._default(z.array(z.string().check(z.regex(WORKSPACE_LABEL))), []),
  'record.maxBodyMegabytes': z._default(z.number().check(z.minimum(1), z.maximum(1024)), 64),
  'record.maxQueueMegabytes': z._default(z.number().check(z.minimum(8), z.maximum(1024)), 128),
  prices: z._default(priceOverrides, {}),
  'redaction.secrets': z._default(redactionMode, 'mask'),
  'redaction.emails': z._default(redactionMode, 'off'),
  'redaction.phoneNumbers': z._default(redactionMode, 'off'),
  'redaction.socialSecurityNumbers': z._default(redactionMode, 'off'),
  'redaction.creditCards': z._default(redactionMode, 'off'),
  'redaction.ipAddresses': z._default(redactionMode, 'off'),
  'redaction.ibans': z._default(redactionMode, 'off'),
  'redaction.phoneRegion': z._default(z.string().check(z.regex(/^[A-Z]{2}$/)), 'US'),
  'redaction.customPatterns': z._default(z.array(customPattern), []),
  'retention.compressAfterDays': z._default(z.number().check(z.minimum(0), z.maximum(3650)), 7),
  'retention.maxAgeDays': z._default(z.number().check(z.minimum(0), z.maximum(36_500)), 0),
  'retention.maxSizeGigabytes': z._default(z.number().check(z.minimum(0), z.maximum(100_000)), 0),
  openMetrics: z._default(z.boolean(), false),
  terminals: z._default(z.enum(['ask', 'always', 'never']), 'ask'),
  'statusBar.shows': z._default(z.enum(['today', 'session', 'workspace']), 'today'),
  logRequests: z._default(z.boolean(), false),
  logLevel: z._default(z.enum(['trace', 'debug', 'info', 'warn', 'error']), 'info'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/** Settings that take effect only when the proxy starts again. */
export const RESTART_SETTINGS: readonly SettingKey[] = [
  'port',
  'host',
  'ipv6Loopback',
  'allowedHosts',
  'allowedOrigins',
  'upstream.anthropic',
  'upstream.openai',
  'upstream.chatgpt',
  'openMetrics',
  'record.maxBodyMegabytes',
  'record.maxQueueMegabytes',
  'logRequests',
];

export function redactionRules(settings: Settings): RedactionRules {
  return {
    modes: {
      secret: settings['redaction.secrets'],
      email: settings['redaction.emails'],
      phone: settings['redaction.phoneNumbers'],
      ssn: settings['redaction.socialSecurityNumbers'],
      creditCard: settings['redaction.creditCards'],
      ipAddress: settings['redaction.ipAddresses'],
      iban: settings['redaction.ibans'],
    },
    phoneRegion: settings['redaction.phoneRegion'],
    customPatterns: settings['redaction.customPatterns'],
  };
}

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** https anywhere, http on this machine only; no credentials, query or fragment. */
export function isAllowedUpstream(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname));
}
