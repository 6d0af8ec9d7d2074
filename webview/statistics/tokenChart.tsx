// Tokens by kind over time: bars that pointer and arrow keys read out, or the same as a table.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatExactCount } from '../../src/protocol/format.ts';
import { type Column, DataTable } from '../components/dataTable.tsx';
import { t } from '../strings.ts';
import { useThemeVersion } from '../theme.ts';
import { splitTokens, TOKEN_KINDS } from '../tokenKinds.ts';
import { cacheWriteTokens, cost, count, plain, tokens } from '../values.ts';
import { type Bucket, bucketLabel, bucketTitle } from './buckets.ts';
import { type Chart, drawChart } from './drawChart.ts';

export function TokenChart({ buckets, isTable }: { buckets: readonly Bucket[]; isTable: boolean }) {
  return isTable ? <BucketTable buckets={buckets} /> : <Bars buckets={buckets} />;
}

function Bars({ buckets }: { buckets: readonly Bucket[] }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const theme = useThemeVersion();

  // Another theme has other colours.
  useEffect(() => {
    const parent = box.current;
    if (parent === null) return;
    const drawn = drawChart(parent, buckets, parent.clientWidth, setPointed);
    chart.current = drawn;
    const observer = new ResizeObserver(() => drawn.resize(parent.clientWidth));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      drawn.destroy();
      chart.current = null;
    };
  }, [buckets, theme]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = pointed === null ? (step === 1 ? 0 : buckets.length - 1) : pointed + step;
    chart.current?.point(Math.min(buckets.length - 1, Math.max(0, at)));
  };
  const bucket = pointed === null ? undefined : buckets[pointed];
  return (
    <div class="chart">
      <div
        class="chart-canvas"
        ref={box}
        role="img"
        aria-label={t('chart.label', buckets.length)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the bars out
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => chart.current?.point(null)}
      />
      <div class="chart-legend" role="status">
        <span class="chart-when">{bucket === undefined ? t('chart.hint') : bucketTitle(bucket.key)}</span>
        {TOKEN_KINDS.map(({ kind, label, color }) => (
          <span class="legend-entry" key={kind}>
            <span class="swatch" style={{ backgroundColor: `var(${color})` }} /> {t(label)}
            {bucket === undefined ? null : (
              <span class="legend-value">
                {formatExactCount(bucket.row === null ? 0 : splitTokens(bucket.row)[kind])}
              </span>
            )}
          </span>
        ))}
      </div>
    </div>
  );
}

function BucketTable({ buckets }: { buckets: readonly Bucket[] }) {
  const rows = useMemo(() => buckets.filter(bucket => bucket.row !== null).reverse(), [buckets]);
  const columns = useMemo((): Column<Bucket>[] => {
    const number = (key: string, title: string, value: Column<Bucket>['value']): Column<Bucket> => ({
      key,
      title,
      widthPx: 96,
      isNumber: true,
      value,
    });
    return [
      {
        key: 'when',
        title: t('column.time'),
        widthPx: 120,
        value: ({ key }) => ({ text: bucketLabel(key), title: bucketTitle(key), exact: key }),
      },
      number('requests', t('column.requests'), ({ row }) => count(row?.request_count ?? 0)),
      number('input', t('column.input'), ({ row }) => tokens(row?.input_tokens ?? null)),
      number('read', t('column.cacheRead'), ({ row }) => tokens(row?.cache_read_tokens ?? null)),
      number('write', t('column.cacheWrite'), ({ row }) =>
        tokens(row === null ? null : cacheWriteTokens(row)),
      ),
      number('output', t('column.output'), ({ row }) => tokens(row?.output_tokens ?? null)),
      number('thinking', t('column.thinking'), ({ row }) => tokens(row?.reasoning_tokens ?? null)),
      number('cost', t('column.cost'), ({ row }) =>
        row === null ? plain(null) : cost(row.cost_usd, row.cost_incomplete),
      ),
    ];
  }, []);
  return <DataTable label={t('chart.table')} columns={columns} rows={rows} rowKey={bucket => bucket.key} />;
}
