// Under the search box: facets that write into the query, range and order, and the searches that were saved.
import { useRef, useState } from 'preact/hooks';
import type { Facets, FacetValue } from '../../src/protocol/search.ts';
import { Menu } from '../components/menu.tsx';
import { Select } from '../components/select.tsx';
import type { Host } from '../host.ts';
import type { SearchRoute } from '../navigation.ts';
import { useQuery } from '../resource.ts';
import { useServices } from '../services.ts';
import { addDays } from '../statistics/sessionsBehind.ts';
import { type StringKey, t } from '../strings.ts';
import { effectiveSort, facetsTarget } from '../target.ts';
import { valueLabel } from './completions.ts';
import { toggleTerm, valuesOf } from './querySyntax.ts';
import { SavedSearches } from './savedSearches.tsx';

interface Props {
  route: SearchRoute;
  change: (route: SearchRoute) => void;
}

const FACETS = [
  ['workspace', 'field.workspace'],
  ['client', 'field.client'],
  ['model', 'field.model'],
  ['tool', 'field.tool'],
  ['status', 'field.status'],
  ['day', 'field.day'],
] as const satisfies readonly (readonly [keyof Facets['facets'], StringKey])[];
type Facet = (typeof FACETS)[number][0];

export function Filters({ route, change }: Props) {
  const hasText = route.query.trim() !== '';
  const sorts = [
    ...(hasText ? [{ value: 'relevance', label: t('sort.relevance') }] : []),
    { value: 'newest', label: t('sort.newest') },
    { value: 'oldest', label: t('sort.oldest') },
    { value: 'cost', label: t('sort.cost') },
    { value: 'tokens', label: t('sort.tokens') },
    { value: 'requests', label: t('sort.requests') },
  ];
  return (
    <>
      {FACETS.map(([facet, label]) => (
        <FacetMenu key={facet} facet={facet} label={t(label)} route={route} change={change} />
      ))}
      <Select
        label={t('filter.days')}
        value={route.days}
        options={[
          { value: '', label: t('filter.anyTime') },
          { value: '1', label: t('range.today') },
          { value: '7', label: t('range.days', 7) },
          { value: '30', label: t('range.days', 30) },
          { value: '90', label: t('range.days', 90) },
        ]}
        change={days => change({ ...route, days })}
      />
      <Select
        label={t('sort.label')}
        value={effectiveSort(route)}
        options={sorts}
        change={sort => change({ ...route, sort: sort as NonNullable<SearchRoute['sort']> })}
      />
      <SavedSearches route={route} change={change} />
    </>
  );
}

function FacetMenu({ facet, label, route, change }: Props & { facet: Facet; label: string }) {
  const [isOpen, setOpen] = useState(false);
  const chosen = chosenOf(route.query, facet);
  const values = useFacet(isOpen ? route : null, facet);
  const options = (values ?? []).map(({ value, session_count }) => ({
    key: value,
    label: valueLabel(facet, value),
    detail: session_count.toLocaleString(),
    isChosen: chosen.includes(value),
  }));
  return (
    <Menu
      label={chosen.length === 0 ? label : t('facet.chosen', label, chosen.length)}
      isActive={chosen.length > 0}
      isMultiple
      options={options}
      empty={t(values === null ? 'facet.loading' : 'facet.none')}
      choose={value => change({ ...route, query: choose(route.query, facet, value) })}
      opened={setOpen}
    />
  );
}

/**
 * Asked when it is to be seen: with a text every month is read for it. What was there stays until the new counts are: a list
 * does not vanish under the finger. Null until the first answer.
 */
function useFacet(route: SearchRoute | null, facet: Facet): readonly FacetValue[] | null {
  const { timeZone } = useServices();
  const target = route === null ? '' : facetsTarget(route, timeZone);
  const read = (host: Host, signal: AbortSignal) =>
    target === '' ? Promise.resolve(null) : host.get<Facets>(target, signal);
  const { data, error } = useQuery<Facets | null>(target, read, 0);
  const shown = useRef<readonly FacetValue[] | null>(null);
  if (route === null) shown.current = null;
  else if (data !== null) shown.current = data.facets[facet];
  else if (error !== null) shown.current = [];
  return shown.current;
}

function chosenOf(query: string, facet: Facet): string[] {
  if (facet !== 'day') return valuesOf(query, facet);
  const [after] = valuesOf(query, 'after');
  const [before] = valuesOf(query, 'before');
  return after !== undefined && before === dayAfter(after) ? [after] : [];
}

/** A day is all between its start and that of the next one; there is only one of it. */
function choose(query: string, facet: Facet, value: string): string {
  if (facet !== 'day') return toggleTerm(query, facet, value);
  const without = (text: string, field: string) =>
    valuesOf(text, field).reduce((rest, old) => toggleTerm(rest, field, old), text);
  const rest = without(without(query, 'after'), 'before');
  if (chosenOf(query, 'day').includes(value)) return rest;
  return toggleTerm(toggleTerm(rest, 'after', value), 'before', dayAfter(value));
}

function dayAfter(day: string): string {
  return Number.isNaN(Date.parse(day)) ? '' : addDays(day, 1);
}
