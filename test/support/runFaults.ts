// `npm run test:faults`: the fault tests in their nightly form, with 200 kills unless LUNAROUTE_FAULT_KILLS says otherwise.
import { spawn } from 'node:child_process';

const env = {
  ...process.env,
  LUNAROUTE_FAULT_KILLS: process.env.LUNAROUTE_FAULT_KILLS ?? '200',
  // Another seed every day; the test prints it, so that a failure can be repeated.
  LUNAROUTE_FAULT_SEED:
    process.env.LUNAROUTE_FAULT_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''),
};
const files = ['test/faults/*.test.ts', 'test/unit/damage.test.ts', 'test/unit/journalWriter.test.ts'];
const child = spawn(process.execPath, ['--test', '--test-concurrency=1', ...files], {
  env,
  stdio: 'inherit',
});
child.once('exit', code => {
  process.exitCode = code ?? 1;
});
