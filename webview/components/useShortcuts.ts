// Shortcuts of a page: single keys are silent while one types; Ctrl and function keys always count.
import { useEffect, useRef } from 'preact/hooks';

/** Where Cmd does what Ctrl does elsewhere. */
const IS_MAC = /mac/i.test(navigator.platform);

/**
 * Keys as `KeyboardEvent.key`; `Alt+` before a key's lower case asks for Alt, `Mod+` for Ctrl or a Mac's Cmd, and `Shift+`
 * before a function key for Shift.
 */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const run = (event: KeyboardEvent, keys: readonly string[]): boolean => {
      const key = keys.find(name => Object.hasOwn(latest.current, name));
      if (key === undefined) return false;
      event.preventDefault();
      latest.current[key]?.();
      return true;
    };
    // Before the editor's own listener, which takes Ctrl+F for itself and hands what it hears to the workbench.
    const onChord = (event: KeyboardEvent) => {
      if (run(event, chordsOf(event))) event.stopPropagation();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      run(event, keysOf(event));
    };
    window.addEventListener('keydown', onChord, { capture: true });
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onChord, { capture: true });
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

/** How a tooltip names `Mod+` and a letter. */
export function chordLabel(letter: string): string {
  return IS_MAC ? `⌘${letter}` : `Ctrl+${letter}`;
}

function chordsOf(event: KeyboardEvent): string[] {
  const { altKey, ctrlKey, metaKey, shiftKey, key } = event;
  if (altKey) return [];
  const [mod, other] = IS_MAC ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  if (mod && !other && !shiftKey) return [`Mod+${key.toLowerCase()}`];
  if (mod || other || !/^F\d+$/.test(key)) return [];
  return [shiftKey ? `Shift+${key}` : key];
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
