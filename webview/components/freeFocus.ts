// Who gets the keys when a page comes up, and nothing of it has the focus.

/**
 * Gives the focus once the editor has given it to the panel, wherever it is free then; never takes it from the editor's other parts.
 * @returns what ends that
 */
export function focusWhenFree(focus: () => void): () => void {
  const look = () => {
    if (document.hasFocus() && isFocusFree()) focus();
  };
  look();
  window.addEventListener('focus', look);
  return () => window.removeEventListener('focus', look);
}

/** It is nowhere, or where a click on a tab left it; who walks the tabs by keyboard keeps it there. */
function isFocusFree(): boolean {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) return true;
  return activeElement.matches('.tab:not(:focus-visible)');
}
