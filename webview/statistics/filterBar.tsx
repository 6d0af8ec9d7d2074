// Which part of the record the statistics are of: a range, and what to keep of it.

import { toLabel } from '../../src/protocol/label.ts';
import type { Stats, StatsRow } from '../../src/protocol/stats.ts';
import { Select } from '../components/select.tsx';
import type { StatisticsRoute } from '../navigation.ts';
import { type StringKey, t } from '../strings.ts';
import { modelLabel } from '../values.ts';
import { type FilterName, isCustom, isFiltered } from './range.ts';
import { addDays } from './sessionsBehind.ts';

interface Props {
  route: StatisticsRoute;
  /** Names that occur in the range; null while they are not known. */
  names: Stats | null;
  /** Local date. */
  today: string;
  change: (route: StatisticsRoute) => void;
}

const CUSTOM = 'custom';
const ANY = '';

export function FilterBar({ route, names, today, change }: Props) {
  const chooseRange = (value: string) => {
    const { from: _from, to: _to, ...rest } = route;
    if (value !== CUSTOM) return change({ ...rest, days: Number(value) });
    const days = route.days === 0 ? 30 : route.days;
    change({ ...rest, from: addDays(today, 1 - days), to: today });
  };
  const clear = () => {
    const { model: _model, client: _client, workspace: _workspace, provider: _provider, ...rest } = route;
    change(rest);
  };
  const filter = (
    name: FilterName,
    rows: readonly StatsRow[] | undefined,
    any: StringKey,
    none: StringKey,
  ) => (
    <Select
      label={t(`filter.${name}`)}
      value={route[name] === undefined ? ANY : `=${route[name]}`}
      options={[
        { value: ANY, label: t(any) },
        ...withChosen(rows ?? [], route[name]).map(key => ({
          value: `=${key}`,
          label: key === '' ? t(none) : name === 'model' ? modelLabel(key) : toLabel(key, 60),
        })),
      ]}
      change={value => {
        const { [name]: _old, ...rest } = route;
        change(value === ANY ? rest : { ...rest, [name]: value.slice(1) });
      }}
    />
  );
  return (
    <div class="statistics-bar">
      <Select
        label={t('filter.days')}
        value={isCustom(route) ? CUSTOM : String(route.days)}
        options={[
          { value: '1', label: t('range.today') },
          { value: '7', label: t('range.days', 7) },
          { value: '30', label: t('range.days', 30) },
          { value: '90', label: t('range.days', 90) },
          { value: '0', label: t('range.all') },
          { value: CUSTOM, label: t('range.custom') },
        ]}
        change={chooseRange}
      />
      {isCustom(route) ? <Dates route={route} today={today} change={change} /> : null}
      {filter('model', names?.by_model, 'filter.anyModel', 'model.none')}
      {filter('client', names?.by_client, 'filter.anyClient', 'unknown.client')}
      {filter('workspace', names?.by_workspace, 'filter.anyWorkspace', 'workspace.none')}
      {filter('provider', names?.by_provider, 'filter.anyProvider', 'unknown.value')}
      {isFiltered(route) ? (
        <button type="button" class="link-button" onClick={clear}>
          {t('filter.clear')}
        </button>
      ) : null}
    </div>
  );
}

/** What was chosen stays in the list, also where the range has none of it. */
function withChosen(rows: readonly StatsRow[], chosen: string | undefined): string[] {
  const keys = rows.map(row => row.key);
  return chosen === undefined || keys.includes(chosen) ? keys : [...keys, chosen];
}

function Dates({ route, today, change }: Omit<Props, 'names'>) {
  const { from = today, to = today } = route;
  // The other end moves along where the two would cross.
  const set = (next: { from?: string; to?: string }) => {
    const begin = next.from ?? (next.to !== undefined && next.to < from ? next.to : from);
    const end = next.to ?? (begin > to ? begin : to);
    change({ ...route, from: begin, to: end });
  };
  const date = (label: string, value: string, pick: (date: string) => void) => (
    <input
      type="date"
      class="date-input"
      aria-label={label}
      title={label}
      value={value}
      max={today}
      // A date that is still being typed is empty.
      onChange={event => event.currentTarget.value !== '' && pick(event.currentTarget.value)}
    />
  );
  return (
    <span class="date-range">
      {date(t('range.from'), from, value => set({ from: value }))}
      <span aria-hidden="true">–</span>
      {date(t('range.to'), to, value => set({ to: value }))}
    </span>
  );
}
