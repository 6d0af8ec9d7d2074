// Follows `GET /events`: complete live snapshots, with reconnection, until aborted.

import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import type { LiveSnapshot } from '../protocol/api.ts';
import { LunaRouteError } from '../protocol/errors.ts';
import { type ApiClient, errorOfAnswer } from './apiClient.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

export interface LiveListener {
  /** Called with every snapshot. */
  live(snapshot: LiveSnapshot): void;
  /** The stream broke or could not be opened; it is tried again by itself. Called once per outage. */
  lost?(error: unknown): void;
}

/** Delivers live snapshots until `signal` aborts; then resolves. Never rejects: outages go to `lost`. */
export async function followEvents(
  client: ApiClient,
  listener: LiveListener,
  signal: AbortSignal,
): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  let isLost = false;
  while (!signal.aborted) {
    try {
      await readEvents(
        client,
        snapshot => {
          retryMs = FIRST_RETRY_MS;
          isLost = false;
          listener.live(snapshot);
        },
        signal,
      );
    } catch (error) {
      if (signal.aborted) return;
      if (!isLost) listener.lost?.(error);
      isLost = true;
    }
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }
}

/** One connection: rejects when it ends, for whatever reason. */
async function readEvents(
  client: ApiClient,
  deliver: (snapshot: LiveSnapshot) => void,
  signal: AbortSignal,
): Promise<never> {
  const response = await client.open('GET', '/events', undefined, signal);
  if (response.statusCode !== 200) throw errorOfAnswer(response.statusCode ?? 0, await readText(response));
  response.setEncoding('utf8');
  const parser = createParser({ onEvent: event => deliver(JSON.parse(event.data) as LiveSnapshot) });
  for await (const chunk of response) parser.feed(chunk as string);
  throw new LunaRouteError('api_unreachable', 'LunaRoute ended the event stream.');
}
