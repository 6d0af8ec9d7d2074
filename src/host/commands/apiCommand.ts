// A shell command that asks the API and takes the token from its file, so that none ends up in a history. Pure.
import { quoteForPowerShell, quoteForSh } from '../shellQuotes.ts';

/** For bash and its like, or PowerShell on Windows. */
export function apiCommand(url: string, tokenFile: string, platform: NodeJS.Platform): string {
  const target = `${url}/sessions?limit=10`;
  if (platform === 'win32') {
    const [file, address] = [quoteForPowerShell(tokenFile), quoteForPowerShell(target)];
    return `curl.exe -sS -H "Authorization: Bearer $(Get-Content -LiteralPath ${file})" ${address}`;
  }
  return `curl -sS -H "Authorization: Bearer $(cat ${quoteForSh(tokenFile)})" ${quoteForSh(target)}`;
}
