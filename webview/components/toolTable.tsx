// Tools with how often they were called, how often that failed, and how long they took.
import { useMemo } from 'preact/hooks';
import { toLabel } from '../../src/protocol/label.ts';
import type { ToolStatsRow } from '../../src/protocol/stats.ts';
import { t } from '../strings.ts';
import { count, duration, plain } from '../values.ts';
import { type Column, DataTable } from './dataTable.tsx';

export function ToolTable(props: { label: string; tools: readonly ToolStatsRow[] }) {
  const columns = useMemo(
    (): Column<ToolStatsRow>[] => [
      { key: 'name', title: t('column.tool'), widthPx: 240, value: row => plain(toLabel(row.name)) },
      {
        key: 'server',
        title: t('column.server'),
        widthPx: 140,
        value: row => plain(row.server === null ? null : toLabel(row.server), 'unknown.server'),
      },
      {
        key: 'calls',
        title: t('column.calls'),
        widthPx: 72,
        isNumber: true,
        value: row => count(row.call_count),
      },
      {
        key: 'errors',
        title: t('column.errors'),
        widthPx: 72,
        isNumber: true,
        value: row => count(row.error_count),
      },
      {
        key: 'mean',
        title: t('column.meanTime'),
        widthPx: 96,
        isNumber: true,
        value: row => duration(row.mean_duration_ms, 'unknown.toolTime'),
      },
      {
        key: 'p95',
        title: t('column.p95'),
        widthPx: 96,
        isNumber: true,
        value: row => duration(row.p95_duration_ms, 'unknown.toolTime'),
      },
    ],
    [],
  );
  return (
    <DataTable
      label={props.label}
      columns={columns}
      rows={props.tools}
      rowKey={row => JSON.stringify([row.server, row.name])}
    />
  );
}
