// Changes the parts of a URL, percent-encoded or not.

/** Each piece between `/`, `?`, `&`, `=`, `#` and `;` on its own, decoded; what does not change stays as it is written. */
export function changeUrlParts(text: string, change: (part: string) => string): string {
  return text
    .split(/([/?&=#;])/)
    .map(part => {
      const value = decoded(part);
      const changed = change(value);
      return changed === value ? part : changed;
    })
    .join('');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
