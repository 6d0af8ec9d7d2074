// Sums up exchanges for `final_stats` and for the statistics a person reads at shutdown.
import type { FinalStats, ToolCall } from '../../protocol/journal.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Outcome } from '../../protocol/wire.ts';

export interface CountedExchange {
  isGeneration: boolean;
  outcome: Outcome;
  usage: Usage;
  /** Null: unknown. */
  costUsd: number | null;
  /** Null when we were killed before the end. */
  durationMs: number | null;
  overheadMs: number | null;
  toolCalls: readonly ToolCall[];
}

/** A mean that knows when there was nothing to take it of. */
class Mean {
  private sum = 0;
  private count = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.sum += value;
    this.count++;
  }

  value(digits: number): number | null {
    return this.count === 0 ? null : round(this.sum / this.count, digits);
  }
}

interface ToolTally {
  calls: number;
  errors: number;
  time: Mean;
}

export class SessionStats {
  private requests = 0;
  private errors = 0;
  private input: number | null = null;
  private output: number | null = null;
  private thinking: number | null = null;
  private costUsd: number | null = null;
  private isCostIncomplete = false;
  private readonly responseTime = new Mean();
  private readonly overhead = new Mean();
  private readonly tools = new Map<string, ToolTally>();

  addExchange(exchange: CountedExchange): void {
    const { usage } = exchange;
    this.requests++;
    if (exchange.outcome === 'error') this.errors++;
    this.input = plus(this.input, usage.input_tokens);
    this.output = plus(this.output, usage.output_tokens);
    this.thinking = plus(this.thinking, usage.reasoning_tokens);
    this.responseTime.add(exchange.durationMs);
    this.overhead.add(exchange.overheadMs);
    for (const { name, is_error } of exchange.toolCalls) {
      this.tool(name).calls++;
      if (is_error) this.tool(name).errors++;
    }
    if (!exchange.isGeneration) return;
    this.costUsd = plus(this.costUsd, exchange.costUsd);
    // A refused request costs nothing; any other without a price leaves the sum too low.
    if (exchange.costUsd === null && exchange.outcome !== 'error') this.isCostIncomplete = true;
  }

  addToolResult(name: string | null, isError: boolean, durationMs: number | null): void {
    if (name === null) return;
    const tool = this.tool(name);
    if (isError) tool.errors++;
    tool.time.add(durationMs);
  }

  summary(): FinalStats {
    const { input, output } = this;
    return {
      requests: this.requests,
      errors: this.errors,
      tokens: { input, output, thinking: this.thinking, total: plus(input, output) },
      tool_calls: [...this.tools].map(([name, { calls, errors, time }]) => {
        return { name, calls, errors, mean_ms: time.value(0) };
      }),
      mean_response_ms: this.responseTime.value(0),
      mean_proxy_overhead_ms: this.overhead.value(2),
      cost_usd: this.costUsd === null ? null : round(this.costUsd, 6),
      cost_incomplete: this.isCostIncomplete,
    };
  }

  private tool(name: string): ToolTally {
    let tally = this.tools.get(name);
    if (tally === undefined) {
      tally = { calls: 0, errors: 0, time: new Mean() };
      this.tools.set(name, tally);
    }
    return tally;
  }
}

/** Unknown plus unknown stays unknown. */
function plus(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
