// The statistics a person reads when LunaRoute shuts down.
import { formatCost, formatDuration, formatExactCount, UNKNOWN } from '../../protocol/format.ts';
import type { FinalStats } from '../../protocol/journal.ts';

const LABEL_WIDTH = 21;
const LOCALE = 'en-US';

export function statisticsText(stats: FinalStats): string {
  const { tokens } = stats;
  const lines = [
    'LunaRoute session statistics',
    row('Requests', `${count(stats.requests)} (${count(stats.errors)} failed)`),
    row('Input tokens', count(tokens.input)),
    row('Output tokens', count(tokens.output)),
    row('Thinking tokens', count(tokens.thinking)),
    row('Total tokens', count(tokens.total)),
    row('Mean response time', formatDuration(stats.mean_response_ms)),
    row('Mean proxy overhead', overhead(stats.mean_proxy_overhead_ms)),
    row('Estimated cost', formatCost(stats.cost_usd, stats.cost_incomplete)),
  ];
  if (stats.tool_calls.length > 0) lines.push('  Tool calls');
  for (const tool of stats.tool_calls.toSorted((a, b) => b.calls - a.calls)) {
    const errors = tool.errors === 0 ? '' : `, ${count(tool.errors)} failed`;
    lines.push(row(`  ${tool.name}`, `${count(tool.calls)} (mean ${formatDuration(tool.mean_ms)}${errors})`));
  }
  return `${lines.join('\n')}\n`;
}

function row(label: string, value: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)} ${value}`;
}

function count(value: number | null): string {
  return formatExactCount(value, LOCALE);
}

/** Far below a millisecond as a rule, so finer than other durations. */
function overhead(ms: number | null): string {
  return ms === null ? UNKNOWN : `${ms.toFixed(2)} ms`;
}
