// A node:test reporter that says only how many tests passed, failed and were skipped, as JSON.
import type { TestEvent } from 'node:test/reporters';
import type { Counts } from './counts.ts';

export default async function* countReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    // Each file has a summary of its own; the one without a file is that of the whole run.
    if (event.type !== 'test:summary' || event.data.file !== undefined) continue;
    const { tests, passed, skipped, todo } = event.data.counts;
    const counts: Counts = { passed, failed: tests - passed - skipped - todo, skipped: skipped + todo };
    yield JSON.stringify(counts);
  }
}
