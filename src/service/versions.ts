// Compares versions of LunaRoute, to know who hands over to whom.

/** Whether `candidate` is newer than `current`, by semver precedence of numbers; a pre-release is older than its release. */
export function isNewerVersion(candidate: string, current: string): boolean {
  const a = parseVersion(candidate);
  const b = parseVersion(current);
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0;
    if (number !== other) return number > other;
  }
  if (a.prerelease === '' || b.prerelease === '') return a.prerelease === '' && b.prerelease !== '';
  return a.prerelease.localeCompare(b.prerelease, 'en', { numeric: true }) > 0;
}

function parseVersion(text: string): { numbers: number[]; prerelease: string } {
  const [core = '', prerelease = ''] = text.replace(/\+.*$/, '').split(/-(.*)/s);
  const numbers = core.split('.').map(part => Number.parseInt(part, 10) || 0);
  return { numbers: [0, 1, 2].map(index => numbers[index] ?? 0), prerelease };
}
