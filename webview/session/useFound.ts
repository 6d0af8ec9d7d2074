// What a search found in the current turn, and in which turn that is shown.
import { useEffect, useMemo } from 'preact/hooks';
import type { SessionRoute } from '../navigation.ts';
import type { ShownTurn } from './conversation.ts';
import { foundPlace } from './foundPlace.ts';
import type { Found } from './useMarks.ts';

/** @param goTo is called when the place stands in another turn than the one of its request */
export function useFound(
  shown: readonly ShownTurn[],
  { found, request_id: requestId }: SessionRoute,
  goTo: (requestId: string) => void,
): Found | null {
  const place = useMemo(
    () => (found === undefined || requestId === null ? null : foundPlace(shown, requestId, found)),
    [shown, requestId, found],
  );
  const at = place === null ? null : (shown[place.turnIndex]?.turn.request_id ?? null);
  useEffect(() => {
    if (at !== null && at !== requestId) goTo(at);
  }, [at, requestId]);
  return useMemo(
    () => (found === undefined || requestId === null ? null : { words: found.words, requestId, place }),
    [found, requestId, place],
  );
}
