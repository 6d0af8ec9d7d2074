// Tools with how often they were called, how often that failed, and how long they took.
import { useMemo } from 'preact/hooks';
import { formatShare } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import type { ToolStatsRow } from '../../src/protocol/stats.ts';
import { type StringKey, t } from '../strings.ts';
import { count, duration, plain } from '../values.ts';
import { type Column, DataTable } from './dataTable.tsx';

export function ToolTable(props: { label: string; tools: readonly ToolStatsRow[] }) {
  const columns = useMemo(toolColumns, []);
  return <DataTable label={props.label} columns={columns} rows={props.tools} rowKey={toolKey} />;
}

export function toolKey({ server, name }: ToolStatsRow): string {
  return JSON.stringify([server, name]);
}

export function toolColumns(): Column<ToolStatsRow>[] {
  const number = (key: string, title: StringKey, value: Column<ToolStatsRow>['value']) => ({
    key,
    title: t(title),
    widthPx: 88,
    isNumber: true,
    value,
  });
  return [
    { key: 'name', title: t('column.tool'), widthPx: 240, value: row => plain(toLabel(row.name)) },
    {
      key: 'server',
      title: t('column.server'),
      widthPx: 140,
      value: row => plain(row.server === null ? null : toLabel(row.server), 'unknown.server'),
    },
    number('calls', 'column.calls', row => count(row.call_count)),
    number('errors', 'column.failures', row => count(row.error_count)),
    number('share', 'column.failureShare', ({ error_count: failed, call_count: calls }) =>
      plain(formatShare(failed, calls)),
    ),
    number('mean', 'column.meanTime', row => duration(row.mean_duration_ms, 'unknown.toolTime')),
    number('p95', 'column.p95', row => duration(row.p95_duration_ms, 'unknown.toolTime')),
  ];
}
