// What stands in a page's place while there is nothing to show: loading, empty, failed.
import type { ComponentChildren } from 'preact';
import { failureText } from '../notice.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';
import { Icon } from './icon.tsx';

/** Appears after a moment (by style sheet), so that fast answers don't flicker. */
export function Loading(props: { label: string }) {
  return (
    <div class="state loading" role="status">
      <Icon name="loading" class="codicon-modifier-spin" />
      <span>{props.label}</span>
    </div>
  );
}

export function Empty(props: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{props.title}</p>
      {props.children}
    </div>
  );
}

export function Failure(props: { title: string; error: unknown; retry: () => void }) {
  const { host } = useServices();
  return (
    <div class="state" role="alert">
      <p class="state-title">
        <Icon name="error" class="error-icon" /> {props.title}
      </p>
      <p>{failureText(props.error)}</p>
      <p class="state-actions">
        <button type="button" class="button" onClick={props.retry}>
          {t('action.retry')}
        </button>
        <button type="button" class="button secondary" onClick={() => host.run('showLog')}>
          {t('action.showLog')}
        </button>
      </p>
    </div>
  );
}
