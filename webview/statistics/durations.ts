// Distributions of times as bars with their ends in words. Pure.
import { formatDuration } from '../../src/protocol/format.ts';
import type { Distribution } from '../../src/protocol/stats.ts';
import { t } from '../strings.ts';

export interface DurationBucket {
  /** Where it begins, for the axis. */
  label: string;
  title: string;
  count: number;
  /** Of all. */
  share: number;
}

export function durationBuckets({ buckets, count }: Distribution): DurationBucket[] {
  return buckets.map(({ from_ms: from, to_ms: to, count: inside }) => ({
    label: shortDuration(from),
    title:
      to === null
        ? t('durations.from', shortDuration(from))
        : t('durations.range', shortDuration(from), shortDuration(to)),
    count: inside,
    share: count === 0 ? 0 : inside / count,
  }));
}

/** `0.3 ms`, `75 ms`, `1.5 s`, `50 s`, `1 m 15 s`. */
export function shortDuration(ms: number): string {
  return ms < 10 ? `${ms} ms` : formatDuration(ms);
}
