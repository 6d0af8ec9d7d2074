// What was measured of an answer, and the times that a record tells.
import type { Timings } from '../../protocol/journal.ts';
import type { HeaderList } from '../../protocol/wire.ts';

/** What was measured of an answer. */
export interface MeasuredAnswer {
  status: number | null;
  headers: HeaderList;
  endedAt: number;
  firstByteAt: number | null;
  firstTokenAt: number | null;
  overheadMs: number | null;
  connectMs: number | null;
  wireBytes: number;
  isTruncated: boolean;
  isEventStream: boolean;
  chunkCount: number;
  trace: number[];
  chunkGaps(limit: number): number[];
}

export const NOTHING_MEASURED: Omit<MeasuredAnswer, 'endedAt'> = {
  status: null,
  headers: [],
  firstByteAt: null,
  firstTokenAt: null,
  overheadMs: null,
  connectMs: null,
  wireBytes: 0,
  isTruncated: true,
  isEventStream: false,
  chunkCount: 0,
  trace: [],
  chunkGaps: () => [],
};

export function timingsOf(startedAt: number, measured: MeasuredAnswer): Timings {
  const since = (at: number | null): number | null => (at === null ? null : roundMs(at - startedAt));
  return {
    duration_ms: roundMs(measured.endedAt - startedAt),
    time_to_first_byte_ms: since(measured.firstByteAt),
    time_to_first_token_ms: since(measured.firstTokenAt),
    proxy_overhead_ms: measured.overheadMs === null ? null : roundMs(measured.overheadMs),
    connect_ms: measured.connectMs === null ? null : roundMs(measured.connectMs),
  };
}

/** To the microsecond, and never negative. */
function roundMs(ms: number): number {
  return Math.max(0, Math.round(ms * 1000) / 1000);
}
