// Tools with how often they were called, failed, and how long they took.
import { Histogram } from '../../../core/statistics/histogram.ts';
import type { ToolStatsRow } from '../../../protocol/stats.ts';
import { mean } from './sumUsage.ts';
import { type StatsScope, type ToolSums, toolFacts } from './usageFacts.ts';

/** The most called first. */
export function toolStats(scope: StatsScope): ToolStatsRow[] {
  const tools = new Map<string, Map<string, ToolTotal>>();
  for (const row of toolFacts(scope)) {
    let servers = tools.get(row.name);
    if (servers === undefined) {
      servers = new Map();
      tools.set(row.name, servers);
    }
    let total = servers.get(row.server);
    if (total === undefined) {
      total = new ToolTotal(row.name, row.server);
      servers.set(row.server, total);
    }
    total.add(row);
  }
  return [...tools.values()]
    .flatMap(servers => [...servers.values()])
    .map(total => total.toRow())
    .sort((a, b) => b.call_count - a.call_count || (a.name < b.name ? -1 : 1));
}

class ToolTotal {
  private readonly name: string;
  private readonly server: string;
  private readonly durations = new Histogram();
  private callCount = 0;
  private errorCount = 0;
  private durationSum = 0;
  private durationCount = 0;

  constructor(name: string, server: string) {
    this.name = name;
    this.server = server;
  }

  add(row: ToolSums): void {
    this.callCount += row.call_count;
    this.errorCount += row.error_count;
    this.durationSum += row.duration_sum;
    this.durationCount += row.duration_count;
    this.durations.add(row.duration_samples ?? '');
  }

  toRow(): ToolStatsRow {
    return {
      name: this.name,
      server: this.server === '' ? null : this.server,
      call_count: this.callCount,
      error_count: this.errorCount,
      mean_duration_ms: mean(this.durationSum, this.durationCount),
      p95_duration_ms: this.durations.percentile(0.95),
    };
  }
}
