// Metrics move with every exchange, recorded or not, and can't be grown by a client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNKNOWN_USAGE } from '../../src/protocol/usage.ts';
import type { ExchangeEnd } from '../../src/recorder/exchange/observer.ts';
import { CappedLabel } from '../../src/recorder/metrics/cappedLabel.ts';
import { RecorderMetrics } from '../../src/recorder/metrics/recorderMetrics.ts';

const END: ExchangeEnd = {
  requestId: '0000000000000001',
  at: Date.parse('2026-11-24T10:00:00.000Z'),
  transport: 'http',
  method: 'POST',
  path: '/v1/messages',
  provider: 'anthropic',
  dialect: 'anthropic_messages',
  client: 'claude-code',
  workspace: null,
  sessionId: null,
  model: 'claude-sonnet-4-5',
  isGeneration: true,
  isStreaming: true,
  authKind: 'api_key',
  toolResults: [{ callId: 't0', name: 'Bash', isError: true, durationMs: 10 }],
  endedAt: Date.parse('2026-11-24T10:00:02.000Z'),
  status: 200,
  outcome: 'ok',
  quotas: [],
  error: null,
  stopReason: 'end_turn',
  usage: { ...UNKNOWN_USAGE, input_tokens: 1000, output_tokens: 100, cache_read_tokens: 0 },
  costUsd: 0.0045,
  unknownCount: 2,
  toolCalls: [{ call_id: 't1', name: 'Read', server: null }],
  durationMs: 2000,
  timeToFirstByteMs: 300,
  timeToFirstTokenMs: 400,
  overheadMs: 0.4,
  connectMs: 0,
  requestWireBytes: 100,
  responseWireBytes: 200,
  isEventStream: true,
  chunkCount: 3,
  chunkGapsMs: [10, 20],
  isTruncated: false,
  isRecorded: false,
};

/** Value lines of the text, without help and buckets. */
async function valuesOf(metrics: RecorderMetrics): Promise<string[]> {
  return (await metrics.text())
    .split('\n')
    .filter(
      line => line !== '' && !line.startsWith('#') && !line.includes('_bucket') && !line.endsWith(' 0'),
    );
}

test('an exchange that is not recorded moves every metric it has a figure for', async () => {
  const metrics = new RecorderMetrics(() => 512);
  metrics.started(END);
  metrics.understood(END);
  metrics.ended(END);
  const model = 'provider="anthropic",model="claude-sonnet-4-5"';
  const listener = `${model},listener="anthropic"`;
  assert.deepEqual(await valuesOf(metrics), [
    'lunaroute_recorder_queue_bytes 512',
    `lunaroute_requests_total{${listener}} 1`,
    `lunaroute_requests_success_total{${listener}} 1`,
    `lunaroute_request_duration_seconds_sum{${model}} 2`,
    `lunaroute_request_duration_seconds_count{${model}} 1`,
    `lunaroute_proxy_overhead_seconds_sum{${model}} 0.0004`,
    `lunaroute_proxy_overhead_seconds_count{${model}} 1`,
    `lunaroute_tokens_prompt_total{${model}} 1000`,
    `lunaroute_tokens_completion_total{${model}} 100`,
    `lunaroute_tokens_total{${model}} 1100`,
    `lunaroute_cost_usd_total{${model}} 0.0045`,
    `lunaroute_tool_calls_total{${model},tool_name="Read"} 1`,
    `lunaroute_tool_result_failures_total{${model},tool_name="Bash"} 1`,
    `lunaroute_streaming_ttft_seconds_sum{${model}} 0.4`,
    `lunaroute_streaming_ttft_seconds_count{${model}} 1`,
    `lunaroute_streaming_chunk_latency_seconds_sum{${model}} 0.03`,
    `lunaroute_streaming_chunk_latency_seconds_count{${model}} 2`,
    `lunaroute_streaming_requests_total{${model}} 1`,
    `lunaroute_streaming_chunks_total{${model}} 3`,
    `lunaroute_streaming_duration_seconds_sum{${model}} 2`,
    `lunaroute_streaming_duration_seconds_count{${model}} 1`,
    'lunaroute_stream_unknown_total{dialect="anthropic_messages"} 2',
  ]);
});

test('failures are counted by type, rate limits and clients that left apart', async () => {
  const metrics = new RecorderMetrics(() => 0);
  const plain = { ...END, unknownCount: 0, usage: UNKNOWN_USAGE, toolCalls: [], isGeneration: false };
  const limited = { code: 'rate_limit_error', message: 'Slow down' };
  metrics.ended({ ...plain, status: 429, outcome: 'error', error: limited });
  metrics.ended({ ...plain, status: null, outcome: 'interrupted' });
  metrics.ended({ ...plain, outcome: 'client_closed' });
  const labels = 'provider="anthropic",model="claude-sonnet-4-5",listener="anthropic"';
  assert.deepEqual(await valuesOf(metrics), [
    `lunaroute_requests_total{${labels}} 3`,
    `lunaroute_requests_failure_total{${labels},error_type="rate_limit_error"} 1`,
    `lunaroute_requests_failure_total{${labels},error_type="interrupted"} 1`,
    `lunaroute_requests_client_closed_total{${labels}} 1`,
    'lunaroute_rate_limits_total{provider="anthropic",model="claude-sonnet-4-5"} 1',
  ]);
});

test('a dropped recording is counted, and so is its request', async () => {
  const metrics = new RecorderMetrics(() => 0);
  metrics.started(END);
  metrics.dropped(END.requestId);
  assert.deepEqual(await valuesOf(metrics), [
    'lunaroute_requests_total{listener="anthropic",provider="anthropic",model="unknown"} 1',
    'lunaroute_records_dropped_total{reason="queue_full"} 1',
  ]);
});

test('names that clients make up share one label beyond the cap', () => {
  const label = new CappedLabel(2);
  assert.deepEqual(
    ['a', 'b', 'c', 'a', null, '', 'x'.repeat(500)].map(value => label.of(value)),
    ['a', 'b', 'other', 'a', 'unknown', 'unknown', 'other'],
  );
});
