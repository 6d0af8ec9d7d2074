// Entry of the command line: hands the process' own things to the commands.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { main } from './cli/main.ts';
import { startDemoUpstream } from './demo/demoUpstream.ts';
import { workerPathsFor } from './service/workerPaths.ts';

/** What a shell expects of a process that a signal ended. */
const EXIT_CODE_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const stop = new AbortController();
for (const [signal, exitCode] of Object.entries(EXIT_CODE_BY_SIGNAL))
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(exitCode);
    stop.abort();
  });

// `lunaroute sessions | head` closes our output early, which is no failure.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** The manifest stands one level above both `src` and `dist`. */
function readVersion(): string {
  const manifest = path.join(import.meta.dirname, '..', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

void main(process.argv.slice(2), {
  version: readVersion(),
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  paths: workerPathsFor(import.meta.filename),
  startDemo: port => startDemoUpstream({ port }),
  stopSignal: stop.signal,
  now: Date.now,
}).then(exitCode => {
  process.exitCode = exitCode;
});
