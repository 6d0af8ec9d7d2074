// Sizes of a context's pieces: characters as counted, tokens estimated by share of what the provider reported.
import {
  CONTEXT_KINDS,
  type ContextEntry,
  type ContextSize,
  type ContextTurn,
} from '../../protocol/context.ts';
import type { ContextSegment } from './contextSegments.ts';

/** Tokens per character of one request; null where no input was reported. */
export type TokenRate = number | null;

export function tokenRate(segments: readonly ContextSegment[], inputTokens: number | null): TokenRate {
  const characters = segments.reduce((sum, segment) => sum + segment.characters, 0);
  return inputTokens === null || characters === 0 ? null : inputTokens / characters;
}

export function sizeOf(characters: number, rate: TokenRate): ContextSize {
  return { characters, estimated_tokens: rate === null ? null : Math.round(characters * rate) };
}

export function partsOf(segments: readonly ContextSegment[], rate: TokenRate): ContextTurn['parts'] {
  return CONTEXT_KINDS.flatMap(kind => {
    const own = segments.filter(segment => segment.kind === kind);
    const characters = own.reduce((sum, segment) => sum + segment.characters, 0);
    return own.length === 0 ? [] : [{ kind, ...sizeOf(characters, rate) }];
  });
}

export function toEntry(segment: ContextSegment, rate: TokenRate): ContextEntry {
  return { kind: segment.kind, label: segment.label, ...sizeOf(segment.characters, rate) };
}

/** The largest `limit` pieces, in their order. */
export function largest(segments: readonly ContextSegment[], rate: TokenRate, limit: number): ContextEntry[] {
  const chosen = new Set([...segments].sort((a, b) => b.characters - a.characters).slice(0, limit));
  return segments.filter(segment => chosen.has(segment)).map(segment => toEntry(segment, rate));
}
