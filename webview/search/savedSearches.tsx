// Searches that were saved: one click runs one again, Delete forgets it.
import { useEffect, useState } from 'preact/hooks';
import { Menu } from '../components/menu.tsx';
import type { SearchRoute } from '../navigation.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';

const MAX_SAVED = 100;
/** No query: it can't be typed. */
const SAVE = '\0save';

export function SavedSearches(props: { route: SearchRoute; change: (route: SearchRoute) => void }) {
  const { route, change } = props;
  const { announce } = useServices();
  const [saved, toggle] = useSaved();
  const query = route.query.trim();
  const canSave = query !== '' && !saved.includes(query);
  const options = [
    ...(canSave ? [{ key: SAVE, label: t('saved.save', query) }] : []),
    ...saved.map(text => ({
      key: text,
      label: text,
      detail: text === query ? t('saved.current') : undefined,
    })),
  ];
  const choose = (key: string) => {
    if (key !== SAVE) return change({ ...route, query: key });
    toggle(query);
    announce(t('saved.done', query));
  };
  const remove = (key: string) => {
    if (key === SAVE) return;
    toggle(key);
    announce(t('saved.removed', key));
  };
  return (
    <Menu
      label={t('saved.label')}
      icon={saved.includes(query) ? 'star-full' : 'star-empty'}
      options={options}
      empty={t('saved.none')}
      choose={choose}
      remove={remove}
    />
  );
}

/** What the host keeps, and what puts a query in or takes it out. */
function useSaved(): [readonly string[], (query: string) => void] {
  const { host } = useServices();
  const [saved, setSaved] = useState<readonly string[]>([]);
  useEffect(() => {
    let isHere = true;
    // A host that can't tell has saved none.
    host.savedSearches().then(
      queries => isHere && setSaved(queries),
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [host]);
  const toggle = (query: string) => {
    const next = saved.includes(query)
      ? saved.filter(other => other !== query)
      : [query, ...saved].slice(0, MAX_SAVED);
    setSaved(next);
    host.saveSearches(next);
  };
  return [saved, toggle];
}
