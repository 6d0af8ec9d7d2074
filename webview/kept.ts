// State of a page that outlives it: kept while other pages are shown, while the panel is hidden, and over a reload.
import { useCallback } from 'preact/hooks';
import type { Kept } from './navigation.ts';
import { useServices } from './services.ts';
import { useStore } from './store.ts';

/** Like `useState`; what was kept under `name` must be of the kind of `initial`. */
export function useKept<T extends Kept[string]>(name: string, initial: T): [T, (next: T) => void] {
  const { kept } = useServices();
  const value = useStore(kept)[name];
  const set = useCallback((next: T) => kept.set({ ...kept.get(), [name]: next }), [kept, name]);
  return [fitting(value, initial), set];
}

/** A kept set of names, and what puts one in or takes it out. */
export function useKeptNames(name: string): [readonly string[], (member: string) => void] {
  const { kept } = useServices();
  const [names, set] = useKept<readonly string[]>(name, NONE);
  const toggle = (member: string) => {
    // Several may be toggled before the next rendering.
    const now = fitting(kept.get()[name], NONE);
    set(now.includes(member) ? now.filter(other => other !== member) : [...now, member]);
  };
  return [names, toggle];
}

function fitting<T extends Kept[string]>(value: Kept[string] | undefined, initial: T): T {
  const isFit = typeof value === typeof initial && Array.isArray(value) === Array.isArray(initial);
  return isFit ? (value as T) : initial;
}

const NONE: readonly string[] = [];
