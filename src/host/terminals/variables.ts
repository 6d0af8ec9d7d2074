// Which environment variables point a terminal's agents at the proxy. Pure.

export interface TerminalVariable {
  name: string;
  value: string;
  how: 'replace' | 'append' | 'prepend';
  /**
   * Also after the shell's own start-up files, which may have rebuilt it. Where they have not, it is there twice, which
   * costs nothing; only then, and shells that VS Code does not integrate with would lack it.
   */
  isAfterShellStart: boolean;
}

export interface VariableOptions {
  /** Address of the proxy, without a slash at the end. */
  url: string;
  /** Label of the folder; null when no folder is open. */
  label: string | null;
  /** False where the variable points elsewhere and is to be left alone. */
  setsAnthropic: boolean;
  setsOpenai: boolean;
  /** Folder of the `codex` wrapper; null leaves Codex alone. */
  wrapperFolder: string | null;
  /** What new terminals have before us. */
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** Read by the `codex` wrapper: what follows the proxy's address in its base URL. */
export const WRAPPER_VARIABLE = 'LUNAROUTE_OPENAI_PATH';

const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
const LOOPBACK = ['127.0.0.1', 'localhost'];

export function terminalVariables(options: VariableOptions): TerminalVariable[] {
  const { url, label, setsAnthropic, setsOpenai, wrapperFolder } = options;
  const prefix = label === null ? '' : `/w/${label}`;
  const variables: TerminalVariable[] = [];
  const replace = (name: string, value: string) =>
    variables.push({ name, value, how: 'replace', isAfterShellStart: false });
  if (setsAnthropic) {
    replace('ANTHROPIC_BASE_URL', `${url}${prefix}`);
    // Claude Code switches MCP tool search off for any base URL that isn't its maker's.
    replace('ENABLE_TOOL_SEARCH', 'true');
  }
  if (setsOpenai) replace('OPENAI_BASE_URL', `${url}${prefix}/v1`);
  if (wrapperFolder !== null) {
    replace(WRAPPER_VARIABLE, `${prefix}/v1`);
    const value = `${wrapperFolder}${options.platform === 'win32' ? ';' : ':'}`;
    variables.push({ name: 'PATH', value, how: 'prepend', isAfterShellStart: true });
  }
  return variables.length === 0 ? [] : [...variables, ...noProxyVariables(options)];
}

/** A proxy variable without an exception for this machine would divert what is meant for us. */
function noProxyVariables({ environment, platform }: VariableOptions): TerminalVariable[] {
  const hasProxy = PROXY_VARIABLES.some(name => environment[name] || environment[name.toLowerCase()]);
  if (!hasProxy) return [];
  // Windows takes both spellings for one variable.
  const names = platform === 'win32' ? ['NO_PROXY'] : ['NO_PROXY', 'no_proxy'];
  return names.flatMap((name): TerminalVariable[] => {
    const current = environment[name] ?? '';
    const listed = current.split(/[\s,]+/);
    const missing = listed.includes('*') ? [] : LOOPBACK.filter(host => !listed.includes(host));
    if (missing.length === 0) return [];
    // Programs that know one spelling only would lose what the other one lists.
    const other = environment[name === 'NO_PROXY' ? 'no_proxy' : 'NO_PROXY'] ?? '';
    const value = missing.join(',');
    return current === ''
      ? [
          {
            name,
            value: other === '' ? value : `${other},${value}`,
            how: 'replace',
            isAfterShellStart: false,
          },
        ]
      : [{ name, value: `,${value}`, how: 'append', isAfterShellStart: false }];
  });
}
