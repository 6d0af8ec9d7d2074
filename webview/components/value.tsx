// A value in the text: exact in the tooltip and in copies.
import { useServices } from '../services.ts';
import { t } from '../strings.ts';
import type { Shown } from '../values.ts';
import { Icon } from './icon.tsx';

/** `label` says in words what the number is, where the place alone would not. */
export function Value(props: { value: Shown; label?: string; class?: string }) {
  const { value, label } = props;
  return (
    <span
      class={props.class === undefined ? 'value' : `value ${props.class}`}
      title={label === undefined ? value.title : `${label}: ${value.title}`}
      data-copy={value.exact}
    >
      {value.text}
    </span>
  );
}

/** A labelled figure; a click copies its exact value. */
export function Figure(props: { label: string; value: Shown; isAlert?: boolean }) {
  const { host, announce } = useServices();
  const { label, value } = props;
  const copy = () => {
    host.copy(value.exact);
    announce(t('copied', label));
  };
  return (
    <button
      type="button"
      class="figure"
      title={
        value.exact === ''
          ? `${label}: ${value.title}`
          : `${label}: ${value.title}\n${t('action.clickToCopy')}`
      }
      aria-disabled={value.exact === ''}
      onClick={value.exact === '' ? undefined : copy}
    >
      <span class="figure-label">{label}</span>{' '}
      <span class="figure-value">
        {props.isAlert === true ? <Icon name="error" class="error-icon" /> : null} {value.text}
      </span>
    </button>
  );
}
