// The pages of a conversation that are loaded, and which of them may have changed since. Pure.
import type { RequestSummary, TurnList } from '../../src/protocol/api.ts';
import type { Turn } from '../../src/protocol/conversation.ts';

export interface TurnPage {
  /** Where the page begins: undefined for the first. */
  cursor: string | undefined;
  turns: Turn[];
  next: string | null;
  /** Turns whose answer had not come when the page was read. */
  pending: string[];
}

export function turnPage(cursor: string | undefined, list: TurnList): TurnPage {
  return {
    cursor,
    turns: list.turns,
    next: list.next_cursor,
    pending: list.turns.filter(turn => turn.output.length === 0).map(turn => turn.request_id),
  };
}

/**
 * Indexes of the pages to read again after something was recorded: the last one if the conversation ended there,
 * and each with a turn whose answer came in the meantime.
 */
export function stalePages(
  pages: readonly TurnPage[],
  before: ReadonlyMap<string, RequestSummary>,
  after: ReadonlyMap<string, RequestSummary>,
): number[] {
  return pages.flatMap((page, index) => {
    const isTail = index === pages.length - 1 && page.next === null;
    const isAnswered = page.pending.some(
      id => (before.get(id)?.outcome ?? null) === null && (after.get(id)?.outcome ?? null) !== null,
    );
    return isTail || isAnswered ? [index] : [];
  });
}

/** All loaded turns, each once: a page that was read again may overlap the next. */
export function joinPages(pages: readonly TurnPage[]): Turn[] {
  const turns = new Map<string, Turn>();
  for (const page of pages) for (const turn of page.turns) turns.set(turn.request_id, turn);
  return [...turns.values()];
}
