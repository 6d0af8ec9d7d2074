// The one box: asks as one types, at once on Enter.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { t } from '../strings.ts';

const DEBOUNCE_MS = 200;

interface Props {
  query: string;
  search: (query: string) => void;
  /** Arrow down: on to the results. */
  leave: () => void;
  isBusy: boolean;
  inputRef: { current: HTMLInputElement | null };
}

export function SearchBox(props: Props) {
  const { query, search } = props;
  const [text, setText] = useState(query);
  const asked = useRef(query);
  const ask = (next: string) => {
    asked.current = next;
    if (next !== query) search(next);
  };

  // The route may change from outside: a command, a restored panel.
  useEffect(() => {
    if (query === asked.current) return;
    asked.current = query;
    setText(query);
  }, [query]);

  // Only typing starts the wait.
  useEffect(() => {
    if (text === asked.current) return;
    const timer = setTimeout(() => ask(text), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const clear = () => {
    setText('');
    ask('');
    props.inputRef.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') ask(text);
    else if (event.key === 'Escape' && text !== '') clear();
    else if (event.key === 'ArrowDown') props.leave();
    else return;
    event.preventDefault();
  };
  return (
    <div class="search-box">
      <Icon name={props.isBusy ? 'loading' : 'search'} class={props.isBusy ? 'codicon-modifier-spin' : ''} />
      <input
        type="search"
        ref={props.inputRef}
        value={text}
        placeholder={t('search.placeholder')}
        aria-label={t('search.label')}
        spellcheck={false}
        autocomplete="off"
        maxLength={1000}
        onInput={event => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {text === '' ? (
        <kbd title={t('search.focusHint')}>/</kbd>
      ) : (
        <button
          type="button"
          class="icon-button"
          title={t('search.clear')}
          aria-label={t('search.clear')}
          onClick={clear}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
