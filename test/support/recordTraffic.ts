// Records the traffic of the real clients into a data folder, as if they had just been used, for tests of the views.
import type { SessionDetail, SessionList } from '../../src/protocol/api.ts';
import { readTraffic, TRAFFIC_STARTS } from './clientTraffic.ts';
import { RecorderUnderTest } from './recorderUnderTest.ts';

/** No recording is longer. */
const APART_MS = 60_000;

/**
 * @param names of fixtures, the newest first
 * @param newestMs when the newest one began, milliseconds since the epoch
 * @returns what the API tells of each, in the order of `names`
 */
export async function recordTraffic(
  dataFolder: string,
  names: readonly string[],
  newestMs: number,
): Promise<SessionDetail[]> {
  await using recorder = await RecorderUnderTest.open(dataFolder);
  for (const [age, name] of [...names.entries()].reverse())
    recorder.send(...readTraffic(name, newestMs - age * APART_MS - TRAFFIC_STARTS));
  await recorder.journal();
  const read = async (target: string): Promise<unknown> => JSON.parse((await recorder.api(target)).body);
  const { sessions } = (await read('/sessions')) as SessionList;
  const details: SessionDetail[] = [];
  for (const { id } of sessions) details.push((await read(`/sessions/${id}`)) as SessionDetail);
  await recorder.close();
  return details;
}
