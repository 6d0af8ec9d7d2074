// Every Prometheus metric of the recorder, in a registry of its own: the default one would be the editor's.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const LISTENER = ['listener', 'model', 'provider'] as const;
const MODEL = ['provider', 'model'] as const;
const TOOL = ['provider', 'model', 'tool_name'] as const;

const ANSWER_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640];
const TOKEN_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];
const OVERHEAD_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1];
const GAP_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export type Instruments = ReturnType<typeof createInstruments>;

/** @param queuedBytes asked whenever the metrics are read */
export function createInstruments(registry: Registry, queuedBytes: () => number) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name: `lunaroute_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: number[],
  ) =>
    new Histogram<Label>({
      name: `lunaroute_${name}`,
      help,
      labelNames: [...labelNames],
      buckets,
      registers,
    });

  new Gauge({
    name: 'lunaroute_recorder_queue_bytes',
    help: 'Captured bytes that are not in the journal yet',
    registers,
    collect() {
      this.set(queuedBytes());
    },
  });
  return {
    requests: counter('requests_total', 'Requests that went through', LISTENER),
    successes: counter('requests_success_total', 'Requests with a complete answer', LISTENER),
    failures: counter('requests_failure_total', 'Requests that failed', [...LISTENER, 'error_type']),
    clientClosed: counter('requests_client_closed_total', 'Requests that the client gave up', LISTENER),
    active: new Gauge({
      name: 'lunaroute_requests_active',
      help: 'Requests that run now',
      registers,
    }),
    duration: histogram('request_duration_seconds', 'Arrival to end of the answer', MODEL, ANSWER_SECONDS),
    overhead: histogram(
      'proxy_overhead_seconds',
      'What the proxy added on both ways',
      MODEL,
      OVERHEAD_SECONDS,
    ),
    promptTokens: counter('tokens_prompt_total', 'Input tokens, cache included', MODEL),
    completionTokens: counter('tokens_completion_total', 'Output tokens, thinking included', MODEL),
    thinkingTokens: counter('tokens_thinking_total', 'Thinking tokens', MODEL),
    totalTokens: counter('tokens_total', 'Input and output tokens', MODEL),
    cacheReadTokens: counter('tokens_cache_read_total', 'Input tokens read from the cache', MODEL),
    cacheWriteTokens: counter('tokens_cache_write_total', 'Input tokens written to the cache', [
      ...MODEL,
      'ttl',
    ]),
    costUsd: counter(
      'cost_usd_total',
      'Known cost in US dollars, subscriptions as the API would cost',
      MODEL,
    ),
    unpriced: counter('cost_unknown_requests_total', 'Answered requests whose cost is not known', MODEL),
    rateLimits: counter('rate_limits_total', 'Answers with status 429', MODEL),
    toolCalls: counter('tool_calls_total', 'Tool calls that a model made', TOOL),
    toolFailures: counter('tool_result_failures_total', 'Tool results marked as errors', TOOL),
    firstToken: histogram(
      'streaming_ttft_seconds',
      'Arrival to first token of a stream',
      MODEL,
      TOKEN_SECONDS,
    ),
    chunkGap: histogram('streaming_chunk_latency_seconds', 'Between chunks of a stream', MODEL, GAP_SECONDS),
    streams: counter('streaming_requests_total', 'Answers that came as a stream', MODEL),
    chunks: counter('streaming_chunks_total', 'Chunks of streamed answers', MODEL),
    streamDuration: histogram('streaming_duration_seconds', 'Length of streams', MODEL, ANSWER_SECONDS),
    dropped: counter('records_dropped_total', 'Requests whose recording was given up', ['reason']),
    unknown: counter(
      'stream_unknown_total',
      'Events and content of streams that are of no kind we know; they are kept',
      ['dialect'],
    ),
    damagedLines: counter('journal_damaged_lines_total', 'Lines of journals that can not be read', []),
    truncated: counter('records_truncated_total', 'Requests of which a body was not copied whole', []),
  };
}
