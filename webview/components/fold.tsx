// Folded parts of a conversation. What is open is kept outside of the rows, which come and go while scrolling.
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Shown } from '../values.ts';
import { Icon } from './icon.tsx';
import { Value } from './value.tsx';

export interface FoldState {
  isOpen(key: string): boolean | undefined;
  set(keys: readonly string[], isOpen: boolean): void;
  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

export function createFoldState(): FoldState {
  const state = new Map<string, boolean>();
  const listeners = new Set<() => void>();
  return {
    isOpen: key => state.get(key),
    set(keys, isOpen) {
      for (const key of keys) state.set(key, isOpen);
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const FoldContext = createContext<FoldState>(createFoldState());

/** Whether `key` is open, kept while its row is out of sight. */
export function useFold(key: string, isOpenAtFirst: boolean): [boolean, (isOpen: boolean) => void] {
  const state = useContext(FoldContext);
  const [known, setKnown] = useState(() => state.isOpen(key));
  useEffect(() => {
    const read = () => setKnown(state.isOpen(key));
    read();
    return state.subscribe(read);
  }, [state, key]);
  return [known ?? isOpenAtFirst, isOpen => state.set([key], isOpen)];
}

interface Props {
  foldKey: string;
  icon: string;
  title: string;
  /** Dim, after the title. */
  detail?: string;
  figures?: readonly Shown[];
  isOpenAtFirst?: boolean;
  isError?: boolean;
  children: ComponentChildren;
}

export function Fold(props: Props) {
  const [isOpen, setOpen] = useFold(props.foldKey, props.isOpenAtFirst === true);
  return (
    <details
      class="fold"
      open={isOpen}
      onToggle={event => {
        if (event.currentTarget.open !== isOpen) setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} class="fold-chevron" />
        <Icon name={props.icon} class={props.isError === true ? 'error-icon' : 'fold-icon'} />
        <span class="fold-title">{props.title}</span>
        <span class="fold-detail">{props.detail ?? ''}</span>
        {props.figures?.map((figure, index) => (
          <Value key={index} value={figure} class="fold-figure" />
        ))}
      </summary>
      {isOpen ? <div class="fold-body">{props.children}</div> : null}
    </details>
  );
}
