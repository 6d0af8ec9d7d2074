// What runs right now and what today has cost: the state behind the status bar, the tree and `GET /events`.
import type { ActiveRequest, LiveSnapshot, Totals } from '../../protocol/api.ts';
import type { GatewayState } from '../../protocol/capture.ts';
import type { RecorderStatus } from '../../protocol/workers.ts';
import type { ExchangeEnd, ExchangeObserver, ExchangeRequest, ExchangeStart } from '../exchange/observer.ts';
import { readContextUse } from '../index/query/contextUse.ts';
import { readStats } from '../index/query/readStats.ts';
import { readQuotaRows } from '../index/quotaRows.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { LatestQuotas } from './latestQuotas.ts';

const SHOWN_REQUESTS = 50;

const NOTHING: Totals = {
  request_count: 0,
  error_count: 0,
  session_count: 0,
  tool_call_count: 0,
  input_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
  cache_read_tokens: null,
  cache_write_5m_tokens: null,
  cache_write_1h_tokens: null,
  total_tokens: null,
  cost_usd: null,
  cost_incomplete: false,
};

type Today = Pick<LiveSnapshot, 'today' | 'today_by_model' | 'today_is_demo' | 'context'>;

export interface LiveStateOptions {
  version: string;
  pid: number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Null while the recorder is opening or when it failed. */
  index(): RecordIndex | null;
  storage(): Pick<LiveSnapshot, 'size_bytes' | 'task'>;
}

export class LiveState implements ExchangeObserver {
  private readonly options: LiveStateOptions;
  private readonly running = new Map<string, ActiveRequest>();
  private gateway: Pick<GatewayState, 'state' | 'url'> = { state: 'stopped', url: '' };
  private status: RecorderStatus = { recording: 'off', problem: null, rebuild: null };
  private readonly quotas = new LatestQuotas();
  private droppedCount = 0;
  private damagedLineCount = 0;
  private queuedBytes = 0;
  private known: { revision: number; day: string; totals: Today } | null = null;
  private listener: () => void = () => undefined;

  constructor(options: LiveStateOptions) {
    this.options = options;
  }

  /** Registers the only listener, called on every change. */
  listen(listener: () => void): void {
    this.listener = listener;
  }

  started(exchange: ExchangeStart): void {
    this.running.set(exchange.requestId, toActive(exchange, null, null));
    this.listener();
  }

  understood(exchange: ExchangeRequest): void {
    this.running.set(exchange.requestId, toActive(exchange, exchange.sessionId, exchange.model));
    this.listener();
  }

  ended(exchange: ExchangeEnd): void {
    this.running.delete(exchange.requestId);
    this.quotas.take(exchange.quotas);
    this.listener();
  }

  dropped(requestId: string): void {
    this.running.delete(requestId);
    this.droppedCount += 1;
    this.listener();
  }

  /** So many requests could not be written although they were taken. */
  lost(count: number): void {
    this.droppedCount += count;
    this.listener();
  }

  /** So many lines of journals hold nothing that can be read. */
  linesDamaged(count: number): void {
    this.damagedLineCount += count;
    this.listener();
  }

  /** The proxy was started or stopped, or its address changed. */
  gatewayChanged(state: Pick<GatewayState, 'state' | 'url'>): void {
    this.gateway = { state: state.state, url: state.url };
    this.listener();
  }

  statusChanged(status: RecorderStatus): void {
    this.status = status;
    this.listener();
  }

  /** Captured bytes that are not in the journal yet. */
  queueChanged(bytes: number): void {
    if (bytes === this.queuedBytes) return;
    this.queuedBytes = bytes;
    this.listener();
  }

  indexChanged(): void {
    this.listener();
  }

  storageChanged(): void {
    this.listener();
  }

  get isIdle(): boolean {
    return this.running.size === 0;
  }

  snapshot(): LiveSnapshot {
    const { version, pid } = this.options;
    return {
      version,
      state: this.gateway.state,
      url: this.gateway.url,
      pid,
      recording: this.status.recording,
      problem: this.status.problem,
      rebuild: this.status.rebuild,
      revision: this.options.index()?.revision ?? 0,
      ...this.today(),
      active: [...this.running.values()].slice(0, SHOWN_REQUESTS),
      active_count: this.running.size,
      dropped_count: this.droppedCount,
      damaged_line_count: this.damagedLineCount,
      queued_bytes: this.queuedBytes,
      quotas: this.quotas.at(this.options.now()),
      ...this.options.storage(),
    };
  }

  private today(): Today {
    const index = this.options.index();
    if (index === null) return { today: NOTHING, today_by_model: [], today_is_demo: false, context: null };
    const now = this.options.now();
    const day = new Date(now).toDateString();
    if (this.known?.revision === index.revision && this.known.day === day) return this.known.totals;
    const stats = readStats(index, { days: 1, by: 'model' }, now);
    const {
      cache_savings_usd,
      mean_duration_ms,
      mean_time_to_first_token_ms,
      mean_proxy_overhead_ms,
      ...today
    } = stats.totals;
    this.quotas.take(readQuotaRows(index.database));
    const totals = {
      today,
      today_by_model: stats.by_model,
      today_is_demo: stats.is_demo,
      context: readContextUse(index),
    };
    this.known = { revision: index.revision, day, totals };
    return totals;
  }
}

function toActive(exchange: ExchangeStart, sessionId: string | null, model: string | null): ActiveRequest {
  return {
    request_id: exchange.requestId,
    session_id: sessionId,
    started_at: new Date(exchange.at).toISOString(),
    model,
    client: exchange.client,
  };
}
