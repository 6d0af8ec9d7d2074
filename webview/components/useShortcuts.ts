// Single-key shortcuts of a page: silent while one types or holds a modifier.
import { useEffect, useRef } from 'preact/hooks';

/** Keys as `KeyboardEvent.key`; `Alt+` before a key's lower case asks for Alt. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      const key = keysOf(event).find(name => Object.hasOwn(latest.current, name));
      if (key === undefined) return;
      event.preventDefault();
      latest.current[key]?.();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** On a Mac, Alt and a letter give another character: the key itself counts too. */
function keysOf(event: KeyboardEvent): string[] {
  if (!event.altKey) return [event.key];
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? event.key;
  return [`Alt+${event.key.toLowerCase()}`, `Alt+${letter.toLowerCase()}`];
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select');
}
