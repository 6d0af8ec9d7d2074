// `GET /events`: complete snapshots of the live state as server-sent events.
import type { LiveFeed } from '../live/liveFeed.ts';
import type { AnswerStream } from './answerStream.ts';

const KEEP_ALIVE_MS = 15_000;

/** Resolves when the consumer has left. One that is slow gets the newest state, not every one. */
export async function streamEvents(live: LiveFeed, answer: AnswerStream): Promise<void> {
  answer.start(200, { 'content-type': 'text/event-stream' });
  let newest: string | null = null;
  let wake: (() => void) | null = null;
  const unsubscribe = live.subscribe(snapshot => {
    newest = `event: snapshot\ndata: ${snapshot}\n\n`;
    wake?.();
  });
  const keepAlive = setInterval(() => {
    newest ??= ': keep-alive\n\n';
    wake?.();
  }, KEEP_ALIVE_MS);
  answer.signal.addEventListener('abort', () => wake?.());
  try {
    while (!answer.signal.aborted) {
      if (newest === null) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
        continue;
      }
      const text: string = newest;
      newest = null;
      await answer.write(Buffer.from(text));
    }
  } finally {
    clearInterval(keepAlive);
    unsubscribe();
  }
}
