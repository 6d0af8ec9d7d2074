// Turns a recorded body's parts back into literals and block ordinals, following "the first n of request r".
import type { BodyPart } from '../../protocol/journal.ts';

/** A part that refers to no other request. */
export type FlatPart = string | number;

/**
 * @param partsOf the flat parts of an earlier request's body; undefined when it has none
 * @returns null when a request that is referred to is unknown or shorter than the reference says
 */
export function expandParts(
  parts: readonly BodyPart[],
  partsOf: (requestId: string) => readonly FlatPart[] | undefined,
): FlatPart[] | null {
  const flat: FlatPart[] = [];
  for (const part of parts) {
    if (typeof part !== 'object') {
      flat.push(part);
      continue;
    }
    const earlier = partsOf(part.of);
    if (earlier === undefined || earlier.length < part.n) return null;
    for (let i = 0; i < part.n; i++) flat.push(earlier[i] as FlatPart);
  }
  return flat;
}

/** The decoded body; null when a block is unknown. */
export function joinParts(
  parts: readonly FlatPart[],
  blockText: (ordinal: number) => string | undefined,
): string | null {
  let text = '';
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : blockText(part);
    if (piece === undefined) return null;
    text += piece;
  }
  return text;
}

/** Writes `parts` with what they share with an earlier request's body as one reference. */
export function shareParts(
  parts: readonly FlatPart[],
  earlier: { requestId: string; parts: readonly FlatPart[] } | null,
): BodyPart[] {
  if (earlier === null) return [...parts];
  let n = 0;
  while (n < parts.length && n < earlier.parts.length && parts[n] === earlier.parts[n]) n++;
  if (n < 2) return [...parts];
  return [{ of: earlier.requestId, n }, ...parts.slice(n)];
}
