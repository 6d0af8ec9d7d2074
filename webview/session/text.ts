// How recorded text is laid out: JSON indented, long text cut for a first look. Pure.

/** JSON with two spaces of indentation; text that is no JSON, or too long to be worth it, as it is. */
export function prettyJson(text: string): string {
  const start = text.trimStart()[0];
  if (text.length > 2_000_000 || (start !== '{' && start !== '[')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Cut or broken JSON is shown as it came.
    return text;
  }
}

/** The first lines of a long text, cut at a line's end; null when it is short enough to be shown whole. */
export function preview(text: string, maxLines: number, maxCharacters: number): string | null {
  let end = -1;
  for (let line = 0; line < maxLines; line++) {
    const next = text.indexOf('\n', end + 1);
    if (next < 0) {
      end = text.length;
      break;
    }
    end = next;
  }
  if (end >= text.length && text.length <= maxCharacters) return null;
  const cut = Math.min(end, maxCharacters);
  // Never in the middle of a surrogate pair.
  const isSplit = cut < text.length && /[\ud800-\udbff]/.test(text[cut - 1] ?? '');
  return text.slice(0, isSplit ? cut - 1 : cut);
}

/** Number of lines, as an editor counts them. */
export function lineCount(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
