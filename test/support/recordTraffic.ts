// Records the traffic of the real clients into a data folder, as if they had just been used, for tests of the views.
import { readTraffic, TRAFFIC_STARTS } from './clientTraffic.ts';
import { RecorderUnderTest } from './recorderUnderTest.ts';

/** No recording is longer. */
const APART_MS = 5 * 60_000;

/** @param names of fixtures, the newest first; @param nowMs when the newest one began, in milliseconds since the epoch */
export async function recordTraffic(
  dataFolder: string,
  names: readonly string[],
  nowMs: number,
): Promise<void> {
  await using recorder = await RecorderUnderTest.open(dataFolder);
  for (const [age, name] of [...names.entries()].reverse())
    recorder.send(...readTraffic(name, nowMs - age * APART_MS - TRAFFIC_STARTS));
  await recorder.journal();
  await recorder.close();
}
