// What all benchmarks share: the machine's calibration figure, percentiles, and how a line of results looks.
import { createHash } from 'node:crypto';

/** The value below which `share` (0–1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds that this machine takes for a fixed piece of work now: figures of two runs compare through it. */
export function calibrationMs(): number {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    createHash('sha256')
      .update(Buffer.alloc(32 * 1024 * 1024, 7))
      .digest();
    const rows = Array.from({ length: 50_000 }, (_, i) => [`key${i}`, { i, text: 'x'.repeat(20) }]);
    JSON.parse(JSON.stringify(Object.fromEntries(rows)));
    return performance.now() - startedAt;
  });
  return percentile(times, 0.5);
}

export function printCalibration(): void {
  console.log(`calibration: ${calibrationMs().toFixed(0)} ms to hash 32 MB and copy 50,000 objects as JSON`);
}

/** Cells under each other, the first to the left. */
export function printRow(first: string, cells: readonly string[]): void {
  console.log(`${first.padEnd(30)}${cells.map(cell => cell.padStart(14)).join('')}`);
}
