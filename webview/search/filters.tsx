// The filters under the search box: model, days, success and order.

import { formatModel } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import type { Stats } from '../../src/protocol/stats.ts';
import { Select } from '../components/select.tsx';
import type { SearchRoute } from '../navigation.ts';
import { useResource } from '../resource.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';
import { effectiveSort, statsTarget } from '../target.ts';

interface Props {
  route: SearchRoute;
  change: (route: SearchRoute) => void;
}

export function Filters({ route, change }: Props) {
  const { timeZone } = useServices();
  const stats = useResource<Stats>(statsTarget(0, 'model', timeZone), 0);
  const models = (stats.data?.by_model ?? []).map(row => ({
    value: row.key,
    label: toLabel(formatModel(row.key), 60),
  }));
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
      <Select
        label={t('filter.model')}
        value={route.model}
        options={[{ value: '', label: t('filter.anyModel') }, ...models]}
        change={model => change({ ...route, model })}
      />
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
        label={t('filter.success')}
        value={route.success}
        options={[
          { value: '', label: t('filter.anyOutcome') },
          { value: 'true', label: t('filter.succeeded') },
          { value: 'false', label: t('filter.failed') },
        ]}
        change={success => change({ ...route, success })}
      />
      <Select
        label={t('sort.label')}
        value={effectiveSort(route)}
        options={sorts}
        change={sort => change({ ...route, sort: sort as NonNullable<SearchRoute['sort']> })}
      />
    </>
  );
}
