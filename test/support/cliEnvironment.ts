// The environment of a command line under test.

/**
 * Only what a test sets: neither `LUNAROUTE_*`, which are settings to the command line and variables of the
 * test runner, nor the machine's proxies.
 */
export function cliEnvironment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot, TEMP } = process.env;
  return { PATH, HOME, TMPDIR, SystemRoot, TEMP, ...extra };
}
