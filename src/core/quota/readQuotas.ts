// What an answer's headers tell about the provider's limits: subscription windows and rate limits of API keys.
import type { Quota } from '../../protocol/limits.ts';
import type { HeaderList, Provider } from '../../protocol/wire.ts';
import { isoOf, numberOf, secondsToMs } from './quotaValues.ts';
import { readDuration } from './readDuration.ts';
import { windowName } from './windowName.ts';

const UNIFIED = /^anthropic-ratelimit-unified-([a-z0-9_-]{1,40}?)-(utilization|reset|status)$/;
const ANTHROPIC_RATE = /^anthropic-ratelimit-([a-z-]{1,40}?)-(limit|remaining|reset)$/;
const OPENAI_RATE = /^x-ratelimit-(limit|remaining|reset)-([a-z-]{1,40})$/;
const CODEX = /^x-codex-(primary|secondary)-(used-percent|window-minutes|reset-at|reset-after-seconds)$/;

type Facts = Record<string, string>;

/** @param at when the answer came, in milliseconds since the epoch */
export function readQuotas(headers: HeaderList, provider: Provider, at: number): Quota[] {
  const groups = { unified: new Map(), rate: new Map(), codex: new Map() } as Record<
    'unified' | 'rate' | 'codex',
    Map<string, Facts>
  >;
  for (const [name, value] of headers) sort(name.toLowerCase(), value.trim(), groups);
  const quotas = [
    ...[...groups.unified].map(([window, facts]) => unified(window, facts)),
    ...[...groups.codex.values()].map(facts => codex(facts, at)),
    ...[...groups.rate].map(([window, facts]) => rateLimit(window, facts, at)),
  ];
  const observed_at = new Date(at).toISOString();
  return quotas
    .filter(quota => quota.utilization !== null || quota.status !== null)
    .map(quota => ({ provider, ...quota, observed_at }));
}

type Told = Omit<Quota, 'provider' | 'observed_at'>;

function sort(name: string, value: string, groups: Record<string, Map<string, Facts>>): void {
  const unifiedMatch = UNIFIED.exec(name);
  const rateMatch = ANTHROPIC_RATE.exec(name);
  const openaiMatch = OPENAI_RATE.exec(name);
  const codexMatch = CODEX.exec(name);
  if (unifiedMatch !== null) put(groups.unified, unifiedMatch[1], unifiedMatch[2], value);
  else if (name.startsWith('anthropic-ratelimit-unified-')) return;
  else if (rateMatch !== null) put(groups.rate, rateMatch[1]?.replaceAll('-', '_'), rateMatch[2], value);
  else if (openaiMatch !== null)
    put(groups.rate, openaiMatch[2]?.replaceAll('-', '_'), openaiMatch[1], value);
  else if (codexMatch !== null) put(groups.codex, codexMatch[1], codexMatch[2], value);
}

function put(group: Map<string, Facts> | undefined, key = '', fact = '', value = ''): void {
  const facts = group?.get(key) ?? {};
  facts[fact] = value;
  group?.set(key, facts);
}

/** Utilization as a share of 1, the reset in seconds since the epoch. */
function unified(window: string, facts: Facts): Told {
  return {
    window,
    utilization: numberOf(facts.utilization),
    resets_at: isoOf(secondsToMs(numberOf(facts.reset))),
    status: facts.status || null,
  };
}

function codex(facts: Facts, at: number): Told {
  const percent = numberOf(facts['used-percent']);
  const after = numberOf(facts['reset-after-seconds']);
  const resetMs = secondsToMs(numberOf(facts['reset-at'])) ?? (after === null ? null : at + after * 1000);
  return {
    window: windowName(numberOf(facts['window-minutes'])),
    utilization: percent === null ? null : percent / 100,
    resets_at: isoOf(resetMs),
    status: null,
  };
}

/** To a millionth. */
function share(part: number, whole: number): number {
  return Math.round((part / whole) * 1e6) / 1e6;
}

/** Anthropic's reset is a time, OpenAI's how long it takes. */
function rateLimit(window: string, facts: Facts, at: number): Told {
  const limit = numberOf(facts.limit);
  const remaining = numberOf(facts.remaining);
  const reset = facts.reset ?? '';
  const duration = readDuration(reset);
  const resetMs = duration === null ? Date.parse(reset) : at + duration;
  return {
    window,
    utilization: limit === null || limit <= 0 || remaining === null ? null : share(limit - remaining, limit),
    resets_at: isoOf(resetMs),
    status: null,
  };
}
