// `npm test`: runs every suite, or those named as arguments, and ends with one summary.
import { runSuite } from './runSuite.ts';
import { SUITES, type SuiteResult } from './suites.ts';
import { renderSummary } from './summary.ts';

const names = process.argv.slice(2);
const unknown = names.filter(name => !SUITES.some(suite => suite.name === name));
if (unknown.length > 0) throw new Error(`There is no suite called ${unknown.join(', ')}`);

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const results: SuiteResult[] = [];
for (const suite of SUITES) {
  if (names.length > 0 && !names.includes(suite.name)) continue;
  if (interruption.signal.aborted) break;
  const needed = results.find(result => result.name === suite.needs);
  console.log(`\n━━ ${suite.name}`);
  if (needed !== undefined && needed.failed > 0)
    results.push({
      name: suite.name,
      passed: 0,
      failed: 1,
      skipped: 0,
      durationMs: 0,
      problem: `needs ${needed.name}`,
    });
  else results.push(await runSuite(suite, interruption.signal));
}

console.log(`\n${renderSummary(results)}`);
if (results.some(result => result.failed > 0) || interruption.signal.aborted) process.exitCode = 1;
