// Starts programs and ends them with everything that they started, on every platform.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

const isWindows = process.platform === 'win32';

/** Those that lead a process group of their own. */
const groupLeaders = new WeakSet<ChildProcess>();

/** Starts `command` in a process group of its own, so that `stopProcess` reaches its children too. */
export function startProcessGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const child = spawn(command, args, { ...options, detached: !isWindows });
  groupLeaders.add(child);
  return child;
}

/** Ends a process, and the group that it leads; at once if it is still there after `graceMs`. */
export async function stopProcess(child: ChildProcess, graceMs = 5_000): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Whether a process with this id exists; it may be somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

/** Whether an error of the operating system has this code, e.g. `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (isWindows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(groupLeaders.has(child) ? -child.pid : child.pid, name);
  } catch (error) {
    // It has ended by itself in the meantime.
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

export interface RunOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Lets the user see the output; else it is only shown in the error when the program fails. */
  isVisible?: boolean;
}

/** Runs a program to its end; throws with its output when it fails. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', options.isVisible ? 'inherit' : 'pipe', options.isVisible ? 'inherit' : 'pipe'],
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', text => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', text => {
    output += text;
  });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}\n${output}`);
  return output;
}

/** Runs npm, whichever way this process was started, without letting the outer npm's settings leak in. */
export async function runNpm(args: readonly string[], options: RunOptions): Promise<string> {
  const outer = options.env ?? process.env;
  const env = Object.fromEntries(
    Object.entries(outer).filter(
      ([name]) => !/^npm_(config_(loglevel|omit|include|global)|package_|lifecycle)/i.test(name),
    ),
  );
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script))
    return runProgram(process.execPath, [script, ...args], { ...options, env });
  if (isWindows) return runProgram('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], { ...options, env });
  return runProgram('npm', args, { ...options, env });
}
