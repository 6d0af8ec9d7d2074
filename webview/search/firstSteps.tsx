// What stands in the list while nothing has been recorded: the next step, with the address to copy.
import { Empty } from '../components/states.tsx';
import { useLive, useServices } from '../services.ts';
import { t } from '../strings.ts';

export function FirstSteps() {
  const { host, announce } = useServices();
  const live = useLive();
  if (live === undefined || live === null || live.state !== 'running')
    return (
      <Empty title={t('first.title')}>
        <p>{t('first.startFirst')}</p>
      </Empty>
    );
  const copy = () => {
    host.copy(live.url);
    announce(t('copied', live.url));
  };
  return (
    <Empty title={t('first.title')}>
      <p>{t('first.terminal')}</p>
      <p>
        {t('first.elsewhere')}{' '}
        <button type="button" class="link-button" title={t('action.clickToCopy')} onClick={copy}>
          {live.url}
        </button>
      </p>
    </Empty>
  );
}
