// A shell command that asks the API and takes the token from its file, so that none ends up in a history. Pure.

/** For bash and its like, or PowerShell on Windows. */
export function apiCommand(url: string, tokenFile: string, platform: NodeJS.Platform): string {
  const target = `${url}/sessions?limit=10`;
  if (platform === 'win32') {
    const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
    return `curl.exe -sS -H "Authorization: Bearer $(Get-Content -LiteralPath ${quote(tokenFile)})" ${quote(target)}`;
  }
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  return `curl -sS -H "Authorization: Bearer $(cat ${quote(tokenFile)})" ${quote(target)}`;
}
