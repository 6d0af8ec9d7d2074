// Turns what is seen of every exchange, recorded or not, into Prometheus metrics.
import { Registry } from 'prom-client';
import { DIALECTS, type DialectName } from '../../protocol/wire.ts';
import type { ExchangeEnd, ExchangeObserver, ExchangeRequest, ExchangeStart } from '../exchange/observer.ts';
import { CappedLabel, UNKNOWN_LABEL } from './cappedLabel.ts';
import { createInstruments, type Instruments } from './instruments.ts';

const MAX_MODELS = 100;
const MAX_TOOLS = 100;
const MAX_ERROR_TYPES = 50;

const LISTENERS: Readonly<Record<DialectName, string>> = {
  anthropic_messages: 'anthropic',
  openai_chat: 'openai',
  openai_responses: 'openai',
  other: 'other',
};

interface ModelLabels {
  provider: string;
  model: string;
}

export class RecorderMetrics implements ExchangeObserver {
  private readonly registry = new Registry();
  private readonly instruments: Instruments;
  private readonly models = new CappedLabel(MAX_MODELS);
  private readonly tools = new CappedLabel(MAX_TOOLS);
  private readonly errorTypes = new CappedLabel(MAX_ERROR_TYPES);
  private readonly running = new Map<string, ExchangeStart>();

  /** @param queuedBytes captured bytes that are not in the journal yet */
  constructor(queuedBytes: () => number) {
    this.instruments = createInstruments(this.registry, queuedBytes);
    // Series that exist from the beginning can be alerted on.
    this.instruments.dropped.inc({ reason: 'queue_full' }, 0);
    this.instruments.dropped.inc({ reason: 'not_written' }, 0);
    this.instruments.truncated.inc(0);
    for (const dialect of DIALECTS) this.instruments.unknown.inc({ dialect }, 0);
    this.instruments.damagedLines.inc(0);
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  started(exchange: ExchangeStart): void {
    this.running.set(exchange.requestId, exchange);
    this.instruments.active.set(this.running.size);
  }

  understood(exchange: ExchangeRequest): void {
    const labels = this.labelsOf(exchange);
    for (const result of exchange.toolResults) {
      if (!result.isError) continue;
      this.instruments.toolFailures.inc({ ...labels, tool_name: this.tools.of(result.name) });
    }
  }

  ended(exchange: ExchangeEnd): void {
    this.leave(exchange.requestId);
    const labels = this.labelsOf(exchange);
    this.countOutcome(exchange, labels);
    if (exchange.isTruncated) this.instruments.truncated.inc();
    if (exchange.unknownCount > 0)
      this.instruments.unknown.inc({ dialect: exchange.dialect }, exchange.unknownCount);
    if (!exchange.isGeneration) return;
    this.countTimes(exchange, labels);
    this.countTokens(exchange, labels);
    this.countCost(exchange, labels);
    if (exchange.isEventStream) this.countStream(exchange, labels);
    for (const call of exchange.toolCalls) {
      this.instruments.toolCalls.inc({ ...labels, tool_name: this.tools.of(call.name) });
    }
  }

  /** The request itself went through: it counts, with what was known of it. */
  dropped(requestId: string): void {
    const exchange = this.running.get(requestId);
    this.leave(requestId);
    this.instruments.dropped.inc({ reason: 'queue_full' });
    if (exchange === undefined) return;
    const listener = LISTENERS[exchange.dialect];
    this.instruments.requests.inc({ listener, provider: exchange.provider, model: UNKNOWN_LABEL });
  }

  /** Taken, counted, and then not written. */
  lost(count: number): void {
    this.instruments.dropped.inc({ reason: 'not_written' }, count);
  }

  linesDamaged(count: number): void {
    this.instruments.damagedLines.inc(count);
  }

  private leave(requestId: string): void {
    this.running.delete(requestId);
    this.instruments.active.set(this.running.size);
  }

  private labelsOf(exchange: ExchangeRequest): ModelLabels {
    return { provider: exchange.provider, model: this.models.of(exchange.model) };
  }

  private countOutcome(exchange: ExchangeEnd, modelLabels: ModelLabels): void {
    const labels = { ...modelLabels, listener: LISTENERS[exchange.dialect] };
    this.instruments.requests.inc(labels);
    if (exchange.status === 429) this.instruments.rateLimits.inc(modelLabels);
    if (exchange.outcome === 'ok') this.instruments.successes.inc(labels);
    else if (exchange.outcome === 'client_closed') this.instruments.clientClosed.inc(labels);
    else {
      const errorType = this.errorTypes.of(exchange.error?.code ?? exchange.outcome);
      this.instruments.failures.inc({ ...labels, error_type: errorType });
    }
  }

  private countTimes(exchange: ExchangeEnd, labels: ModelLabels): void {
    this.instruments.duration.observe(labels, exchange.durationMs / 1000);
    if (exchange.overheadMs !== null) this.instruments.overhead.observe(labels, exchange.overheadMs / 1000);
  }

  private countTokens({ usage }: ExchangeEnd, labels: ModelLabels): void {
    const { instruments } = this;
    instruments.promptTokens.inc(labels, usage.input_tokens ?? 0);
    instruments.completionTokens.inc(labels, usage.output_tokens ?? 0);
    instruments.totalTokens.inc(labels, (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0));
    instruments.thinkingTokens.inc(labels, usage.reasoning_tokens ?? 0);
    instruments.cacheReadTokens.inc(labels, usage.cache_read_tokens ?? 0);
    instruments.cacheWriteTokens.inc({ ...labels, ttl: '5m' }, usage.cache_write_5m_tokens ?? 0);
    instruments.cacheWriteTokens.inc({ ...labels, ttl: '1h' }, usage.cache_write_1h_tokens ?? 0);
  }

  private countCost(exchange: ExchangeEnd, labels: ModelLabels): void {
    const cost = exchange.costUsd;
    if (cost !== null) this.instruments.costUsd.inc(labels, cost);
    else if (exchange.outcome === 'ok') this.instruments.unpriced.inc(labels);
  }

  private countStream(exchange: ExchangeEnd, labels: ModelLabels): void {
    const { instruments } = this;
    instruments.streams.inc(labels);
    instruments.chunks.inc(labels, exchange.chunkCount);
    instruments.streamDuration.observe(labels, exchange.durationMs / 1000);
    if (exchange.timeToFirstTokenMs !== null) {
      instruments.firstToken.observe(labels, exchange.timeToFirstTokenMs / 1000);
    }
    for (const gapMs of exchange.chunkGapsMs) instruments.chunkGap.observe(labels, gapMs / 1000);
  }
}
