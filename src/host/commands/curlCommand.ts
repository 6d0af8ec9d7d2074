// A recorded request as a curl command to the proxy, with variables where credentials were. Pure.
import type { RequestDetail } from '../../protocol/api.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import { type Provider, WORKSPACE_LABEL } from '../../protocol/wire.ts';
import { quoteForPowerShell, quoteForSh } from '../shellQuotes.ts';

/** Where each provider's key is taken from; nothing of the recorded credentials is in the command. */
const KEYS: Record<Provider, { header: string; variable: string }> = {
  anthropic: { header: 'x-api-key: ', variable: 'ANTHROPIC_API_KEY' },
  openai: { header: 'authorization: Bearer ', variable: 'OPENAI_API_KEY' },
  chatgpt: { header: 'authorization: Bearer ', variable: 'CHATGPT_ACCESS_TOKEN' },
};

/** Names that curl writes itself, or that describe a body which stands decoded here. */
const LEFT_OUT = new Set([
  'host',
  'connection',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'accept-encoding',
  'expect',
  'keep-alive',
]);
const REDACTED = '[redacted]';

/**
 * For bash and its like, or PowerShell on Windows.
 * @param workspace of the session, so that the repetition is filed under the same one; null without one
 * @throws LunaRouteError where a repetition would not be the same request
 */
export function curlCommand(
  detail: RequestDetail,
  proxyUrl: string,
  platform: NodeJS.Platform,
  workspace: string | null,
): string {
  const { body, headers } = detail.request;
  if (detail.transport === 'websocket')
    throw new LunaRouteError('not_http', 'The request came over a WebSocket, which curl does not speak.');
  if (body.encoding !== 'utf8' || body.is_truncated || body.undecoded !== null)
    throw new LunaRouteError('body_not_whole', 'The body was not recorded whole, or is not text.');
  const isWindows = platform === 'win32';
  const quote = isWindows ? quoteForPowerShell : quoteForSh;
  const { header, variable } = KEYS[detail.provider];
  // A workspace of another program's logs may have a name that is no label.
  const prefix = workspace !== null && WORKSPACE_LABEL.test(workspace) ? `/w/${workspace}` : '';
  const key = `"${header}${isWindows ? '$env:' : '$'}${variable}"`;
  const kept = headers.filter(
    ([name, value]) => value !== REDACTED && !LEFT_OUT.has(name.toLowerCase()) && !value.includes('\n'),
  );
  const parts = [
    `${isWindows ? 'curl.exe' : 'curl'} -sS -X ${detail.method} ${quote(`${proxyUrl}${prefix}${detail.target}`)}`,
    `-H ${key}`,
    ...kept.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
  ];
  const continued = parts.join(isWindows ? ' `\n  ' : ' \\\n  ');
  return body.content === '' ? continued : withBody(continued, body.content, isWindows);
}

/** From standard input: an argument may not be as long as a body is. */
function withBody(command: string, content: string, isWindows: boolean): string {
  if (isWindows) return `@'\n${content}\n'@ | ${command} \`\n  --data-binary '@-'`;
  let end = 'BODY';
  while (content.split('\n').includes(end)) end += '_';
  return `${command} \\\n  --data-binary @- <<'${end}'\n${content}\n${end}`;
}
