// Waits until a LunaRoute has read everything that was recorded before it started.
import type { ApiClient } from '../../src/service/apiClient.ts';
import { followEvents } from '../../src/service/apiEvents.ts';

/** Resolves once nothing is being rebuilt and everything received is in journal and index. */
export async function untilIndexed(api: ApiClient): Promise<void> {
  const stop = new AbortController();
  try {
    await new Promise<void>(resolve => {
      void followEvents(api, { live: ({ rebuild }) => rebuild ?? resolve() }, stop.signal);
    });
  } finally {
    stop.abort();
  }
  await api.control('flush');
}
