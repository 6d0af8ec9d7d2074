// Texts as one argument of a shell. Pure.

/** For sh, bash and zsh. */
export function quoteForSh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function quoteForPowerShell(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
