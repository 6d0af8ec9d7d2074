// The heat map under its heading, with the choice of what fills the cells.
import { useMemo } from 'preact/hooks';
import type { HeatMapCell } from '../../src/protocol/stats.ts';
import { Select } from '../components/select.tsx';
import { useKept } from '../kept.ts';
import { t } from '../strings.ts';
import { heatColumns } from './columns.ts';
import { HEAT_MEASURES } from './heat.ts';
import { HeatMap } from './heatMap.tsx';
import { Section } from './section.tsx';
import type { View } from './view.ts';

export function HeatSection({ cells, view }: { cells: readonly HeatMapCell[]; view: View }) {
  const [kept, keep] = useKept<string>('statistics.heat', 'requests');
  const measure = HEAT_MEASURES.find(name => name === kept) ?? 'requests';
  const columns = useMemo(heatColumns, []);
  const title = t('statistics.heat');
  return (
    <Section
      id="hours"
      title={title}
      columns={columns}
      rows={cells}
      rowKey={cell => `${cell.weekday}-${cell.hour}`}
      chart={{
        isTable: view.isTable('hours'),
        toggle: () => view.toggleTable('hours'),
        legend: [],
        render: canvasRef => (
          <>
            <div class="section-note">
              <Select
                label={t('heat.measure')}
                value={measure}
                options={HEAT_MEASURES.map(value => ({ value, label: t(`heat.${value}`) }))}
                change={keep}
              />
            </div>
            <HeatMap label={title} cells={cells} measure={measure} canvasRef={canvasRef} />
          </>
        ),
      }}
    />
  );
}
