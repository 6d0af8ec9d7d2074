// Where the focus of the Search page is: in its box, or on the row that one comes back from.
import { useEffect, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../src/protocol/api.ts';
import { focusWhenFree } from '../components/freeFocus.ts';
import { useShortcuts } from '../components/useShortcuts.ts';
import { useKept } from '../kept.ts';
import type { Kept } from '../navigation.ts';
import { useServices } from '../services.ts';
import { type Store, useStore } from '../store.ts';

/** Id of the session that Escape was pressed in, until its row has the focus again. */
const RETURN = 'search.return';
const OPENED_AT = 'search.openedAt';

export function keepReturn(kept: Store<Kept>, sessionId: string): void {
  kept.set({ ...kept.get(), [RETURN]: sessionId });
}

/** Remembers which row was opened. */
export function keepOpened(kept: Store<Kept>, index: number): void {
  kept.set({ ...kept.get(), [OPENED_AT]: index });
}

/** Of the row that one comes back from; 0 when one comes from elsewhere. */
export function useOpenedAt(): number {
  const [id] = useKept(RETURN, '');
  const [index] = useKept(OPENED_AT, 0);
  return id === '' ? 0 : index;
}

/** @param focus is called once, with the row that one comes back from */
export function useReturn(sessions: readonly SessionSummary[] | null, focus: (index: number) => void): void {
  const [id, setId] = useKept(RETURN, '');
  useEffect(() => {
    if (id === '' || sessions === null) return;
    const index = sessions.findIndex(session => session.id === id);
    if (index >= 0) focus(index);
    setId('');
  }, [id, sessions]);
}

/** The box has the focus at first, unless a row will get it, and whenever it is asked for; its text is selected then. */
export function useBoxFocus(): { current: HTMLInputElement | null } {
  const { kept, searchAsked } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const isAsked = useStore(searchAsked);
  const focus = () => {
    input.current?.focus();
    input.current?.select();
  };
  useEffect(() => focusWhenFree(() => (kept.get()[RETURN] ?? '') === '' && focus()), []);
  useEffect(() => {
    if (!isAsked) return;
    searchAsked.set(false);
    focus();
  }, [isAsked, searchAsked]);
  useShortcuts({ '/': focus, 'Mod+f': focus });
  return input;
}
