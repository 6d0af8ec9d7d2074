// Use and cost by model, client or workspace.
import { useMemo } from 'preact/hooks';
import { toLabel } from '../../src/protocol/label.ts';
import type { StatsRow } from '../../src/protocol/stats.ts';
import { type Column, DataTable } from '../components/dataTable.tsx';
import { type StringKey, t } from '../strings.ts';
import {
  cacheShare,
  cacheWriteTokens,
  costOf,
  count,
  duration,
  plain,
  type Shown,
  tokens,
} from '../values.ts';

interface Props {
  /** Name of what the rows are. */
  title: StringKey;
  /** Says what an empty name means. */
  unnamed: StringKey;
  rows: readonly StatsRow[];
}

/** Dearest first; what has no known cost comes after, by tokens. */
export function GroupTable(props: Props) {
  const { title, unnamed } = props;
  const rows = useMemo(() => [...props.rows].sort(byCost), [props.rows]);
  const columns = useMemo((): Column<StatsRow>[] => {
    const number = (key: string, column: StringKey, value: (row: StatsRow) => Shown): Column<StatsRow> => ({
      key,
      title: t(column),
      widthPx: 84,
      isNumber: true,
      value,
    });
    return [
      { key: 'name', title: t(title), widthPx: 220, value: row => plain(toLabel(row.key, 200), unnamed) },
      number('cost', 'column.cost', costOf),
      number('sessions', 'column.sessions', row => count(row.session_count)),
      number('requests', 'column.requests', row => count(row.request_count)),
      number('errors', 'column.errors', row => count(row.error_count)),
      number('input', 'column.input', row => tokens(row.input_tokens, t('kind.input'))),
      number('cached', 'column.cached', cacheShare),
      number('write', 'column.cacheWrite', row => tokens(cacheWriteTokens(row), t('kind.cacheWrite'))),
      number('output', 'column.output', row => tokens(row.output_tokens, t('kind.output'))),
      number('latency', 'column.meanTime', row => duration(row.mean_duration_ms)),
      number('ttft', 'column.ttft', row => duration(row.mean_time_to_first_token_ms, 'unknown.ttft')),
    ];
  }, [title, unnamed]);
  return <DataTable label={t(title)} columns={columns} rows={rows} rowKey={row => row.key} />;
}

function byCost(a: StatsRow, b: StatsRow): number {
  return (b.cost_usd ?? -1) - (a.cost_usd ?? -1) || (b.total_tokens ?? 0) - (a.total_tokens ?? 0);
}
