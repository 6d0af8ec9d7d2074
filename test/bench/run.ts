// `npm run bench [-- NAME …]`: runs all benchmarks, or the named ones, each in a process of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** A benchmark is a file called `<what>Speed.ts` or `<what>Size.ts`. */
const BENCHMARK = /^(\w+(?:Speed|Size))\.ts$/;

const known = readdirSync(import.meta.dirname).flatMap(file => BENCHMARK.exec(file)?.[1] ?? []);
const asked = process.argv.slice(2);
const unknown = asked.filter(name => !known.includes(name));
if (unknown.length > 0)
  throw new Error(`There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`);

for (const name of asked.length === 0 ? known : asked) {
  console.log(`\n━━ ${name}`);
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
