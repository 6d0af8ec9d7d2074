// What of the page was switched: charts to tables, kinds off, kept beside the route.
import { useMemo } from 'preact/hooks';
import { useKeptNames } from '../kept.ts';

export interface View {
  isTable(id: string): boolean;
  toggleTable(id: string): void;
  /** Keys of series that are switched off in a chart. */
  hiddenOf(id: string): readonly string[];
  toggleSeries(id: string, key: string): void;
}

export function useView(): View {
  const [tables, toggleTable] = useKeptNames('statistics.tables');
  const [hidden, toggleHidden] = useKeptNames('statistics.hidden');
  const byChart = useMemo(() => {
    const keys = new Map<string, string[]>();
    for (const name of hidden) {
      const at = name.indexOf('/');
      keys.set(name.slice(0, at), [...(keys.get(name.slice(0, at)) ?? []), name.slice(at + 1)]);
    }
    return keys;
  }, [hidden]);
  return {
    isTable: id => tables.includes(id),
    toggleTable,
    hiddenOf: id => byChart.get(id) ?? NONE,
    toggleSeries: (id, key) => toggleHidden(`${id}/${key}`),
  };
}

const NONE: readonly string[] = [];
