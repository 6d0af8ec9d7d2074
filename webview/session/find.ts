// Find within a session: which parts hold the words, in reading order. Pure.
import { type ShownTurn, searchableText } from './conversation.ts';

export interface FindHit {
  turnIndex: number;
  partKey: string;
}

/** Matches `needle` as it is written, without regard to case; null for an empty one. */
export function findPattern(needle: string): RegExp | null {
  return needle.trim() === '' ? null : new RegExp(needle.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
}

export function findHits(turns: readonly ShownTurn[], needle: string): FindHit[] {
  const pattern = findPattern(needle);
  if (pattern === null) return [];
  return turns.flatMap((turn, turnIndex) =>
    turn.parts
      .filter(part => searchableText(part).search(pattern) >= 0)
      .map(part => ({ turnIndex, partKey: part.key })),
  );
}

/** The fold around what the client wrote into a turn. */
export function clientFold(requestId: string): string {
  return `${requestId}/client`;
}

/** Folds that must be open for a part to be read whole. */
export function foldsOf(partKey: string): string[] {
  const turn = partKey.slice(0, partKey.indexOf('/'));
  return [
    turn,
    clientFold(turn),
    partKey,
    `${partKey}/whole`,
    `${partKey}/arguments/whole`,
    `${partKey}/result/whole`,
  ];
}

/** The hit `step` after `at`, around the end; -1 when there is none. */
export function nextHit(at: number, step: 1 | -1, length: number): number {
  if (length === 0) return -1;
  if (at < 0) return step === 1 ? 0 : length - 1;
  return (at + step + length) % length;
}
