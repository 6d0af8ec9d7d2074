// The one box: asks as one types, at once on Enter, and completes fields and values.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { t } from '../strings.ts';
import { CompletionList } from './completionList.tsx';
import { replaceTerm, termAt } from './querySyntax.ts';
import { useCompletions } from './useCompletions.ts';

/** Keys that come at once are one question; a search takes less than the time between two keys. */
const DEBOUNCE_MS = 30;

interface Props {
  query: string;
  search: (query: string) => void;
  /** Arrow down: on to the results. */
  leave: () => void;
  isBusy: boolean;
  inputRef: { current: HTMLInputElement | null };
  /** Told the term at the caret whenever it changes, an empty one when the box is left. */
  typing: (term: string) => void;
}

export function SearchBox(props: Props) {
  const { query, search, inputRef } = props;
  const id = useId();
  const [text, setText] = useState(query);
  const asked = useRef(query);
  const completions = useCompletions(inputRef);
  const ask = (next: string) => {
    asked.current = next;
    if (next !== query) search(next);
  };

  // The route may change from outside: a command, a facet, a restored panel.
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

  const look = (isAsked: boolean) => {
    completions.update(isAsked);
    const input = inputRef.current;
    if (input === null) return;
    const { start, end } = termAt(input.value, input.selectionStart ?? 0);
    props.typing(input.value.slice(start, end));
  };
  const clear = () => {
    setText('');
    ask('');
    completions.close();
    inputRef.current?.focus();
  };
  const take = (index: number) => {
    const item = completions.items[index];
    const input = inputRef.current;
    if (item === undefined || input === null) return;
    const next = replaceTerm(input.value, completions.term, item.term, item.isDone);
    // The element first: what is offered next depends on its caret.
    input.value = next.text;
    input.setSelectionRange(next.caret, next.caret);
    setText(next.text);
    if (item.isDone) {
      completions.close();
      ask(next.text);
    } else look(true);
    input.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (completions.isOpen) {
      const { at } = completions;
      if (event.key === 'ArrowDown') completions.move(1);
      else if (event.key === 'ArrowUp') completions.move(-1);
      else if (event.key === 'Escape') completions.close();
      else if ((event.key === 'Enter' && at >= 0) || (event.key === 'Tab' && !event.shiftKey))
        take(Math.max(at, 0));
      else if (event.key === 'Enter') {
        completions.close();
        ask(text);
      } else return;
    } else if (event.key === 'Enter') ask(text);
    else if (event.key === 'Escape' && text !== '') clear();
    else if (event.key === 'ArrowDown') props.leave();
    else if (event.key === ' ' && event.ctrlKey) look(true);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="search-box"
      onFocusOut={() => {
        completions.close();
        props.typing('');
      }}
    >
      <Icon name={props.isBusy ? 'loading' : 'search'} class={props.isBusy ? 'codicon-modifier-spin' : ''} />
      <input
        type="text"
        role="combobox"
        aria-expanded={completions.isOpen}
        aria-controls={`${id}-completions`}
        aria-autocomplete="list"
        aria-activedescendant={
          completions.isOpen && completions.at >= 0 ? `${id}-${completions.at}` : undefined
        }
        ref={inputRef}
        value={text}
        placeholder={t('search.placeholder')}
        aria-label={t('search.label')}
        spellcheck={false}
        autocomplete="off"
        maxLength={1000}
        onInput={event => {
          setText(event.currentTarget.value);
          look(false);
        }}
        onKeyDown={onKeyDown}
        onClick={() => completions.close()}
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
      <CompletionList id={id} completions={completions} take={take} />
    </div>
  );
}
