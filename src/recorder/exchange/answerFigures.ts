// Figures of an answer that are made of several facts: what it cost, what it counts as, which limits it told.
import type { ResponseFacts } from '../../core/dialects/dialect.ts';
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { priceUsage } from '../../core/pricing/priceUsage.ts';
import { readQuotas } from '../../core/quota/readQuotas.ts';
import { readRateLimits } from '../../core/quota/readRateLimits.ts';
import type { Timings } from '../../protocol/journal.ts';
import type { Quota } from '../../protocol/limits.ts';
import type { CountedExchange } from '../sessions/sessionStats.ts';
import type { OpenExchange } from './exchangeLedger.ts';
import type { MeasuredAnswer } from './measuredAnswer.ts';
import type { UnderstoodResponse } from './understandResponse.ts';

export function countedExchange(
  { request }: OpenExchange,
  { facts, outcome }: UnderstoodResponse,
  timings: Timings,
  costUsd: number | null,
): CountedExchange {
  return {
    isGeneration: request.facts.isGeneration,
    outcome,
    usage: facts.usage,
    costUsd,
    durationMs: timings.duration_ms,
    overheadMs: timings.proxy_overhead_ms,
    toolCalls: facts.toolCalls,
  };
}

export function quotasOf(
  { observed }: OpenExchange,
  facts: ResponseFacts,
  measured: MeasuredAnswer,
): Quota[] {
  const { provider } = observed;
  return [
    ...readQuotas(measured.headers, provider, measured.endedAt),
    ...readRateLimits(facts.rateLimits, provider, measured.endedAt),
  ];
}

export function priceOf(
  { request }: OpenExchange,
  { facts }: UnderstoodResponse,
  prices: PriceBook,
): number | null {
  const { at, provider, upstream } = request.captured;
  const { usage, usageRaw, serviceTier } = facts;
  const model = facts.model ?? request.facts.model;
  return priceUsage({ usage, usageRaw, serviceTier, model, provider, upstream, at }, prices);
}
