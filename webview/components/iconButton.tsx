// A button that is an icon; its words are its tooltip and its name.
import { Icon } from './icon.tsx';

export function IconButton(props: { icon: string; label: string; click: () => void }) {
  return (
    <button
      type="button"
      class="icon-button"
      title={props.label}
      aria-label={props.label}
      onClick={props.click}
    >
      <Icon name={props.icon} />
    </button>
  );
}
