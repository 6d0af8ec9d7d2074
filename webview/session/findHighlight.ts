// Marks what find found by the browser's highlights, so that the recorded text stays one piece.
const ALL = 'lunaroute-find';
const CURRENT = 'lunaroute-find-current';
/** More marks on one screen help nobody and cost time. */
const MAX_RANGES = 2000;

/** Marks all matches below `root`, those inside the element `data-part=current` as the current ones. */
export function markMatches(root: Element, pattern: RegExp, current: string | null): void {
  const all: Range[] = [];
  const here: Range[] = [];
  for (const part of root.querySelectorAll('[data-part]')) {
    const target = part.getAttribute('data-part') === current ? here : all;
    target.push(...matchRanges(part, pattern, MAX_RANGES - all.length - here.length));
  }
  CSS.highlights.set(ALL, new Highlight(...all));
  CSS.highlights.set(CURRENT, new Highlight(...here));
}

export function clearMarks(): void {
  CSS.highlights.delete(ALL);
  CSS.highlights.delete(CURRENT);
}

/** Matches in the text below `part`, which may run over several elements. */
export function matchRanges(part: Element, pattern: RegExp, limit: number): Range[] {
  const nodes: { node: Node; start: number }[] = [];
  let text = '';
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    nodes.push({ node, start: text.length });
    text += node.nodeValue ?? '';
  }
  const ranges: Range[] = [];
  for (const match of text.matchAll(pattern)) {
    if (ranges.length >= limit) break;
    const start = nodes.findLast(entry => entry.start <= match.index);
    const end = nodes.findLast(entry => entry.start < match.index + match[0].length);
    if (start === undefined || end === undefined) continue;
    const range = document.createRange();
    range.setStart(start.node, match.index - start.start);
    range.setEnd(end.node, match.index + match[0].length - end.start);
    ranges.push(range);
  }
  return ranges;
}
