// Keeps a text that counts up from moving its neighbours: it never gets narrower while its shape stays. Pure.

/** As wide as a digit. */
const FIGURE_SPACE = '\u2007';

/** @returns `next`, filled up to the length of `before` where both show figures under the same icon */
export function steadyText(next: string, before: string): string {
  if (shapeOf(next) !== shapeOf(before) || !/\d/.test(next)) return next;
  return next + FIGURE_SPACE.repeat(Math.max(0, widthOf(before) - widthOf(next)));
}

/** Every icon is as wide as any other. */
function widthOf(text: string): number {
  return text.replace(/\$\([^)]*\)/g, '').length;
}

/** Icons and separators without what counts. */
function shapeOf(text: string): string {
  return text.replace(/\$\(loading~spin\)/, '$(pulse)').replace(/[\d.,<≈kMBT%$\u2007]+(?!\()/g, '#');
}
