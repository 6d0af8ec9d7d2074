// Splits usage into the five kinds of tokens that bars show, in their fixed order. Pure.
import type { TokenFields } from '../src/protocol/usage.ts';
import type { StringKey } from './strings.ts';
import { cacheWriteTokens } from './values.ts';

export type TokenKind = 'cacheRead' | 'cacheWrite' | 'input' | 'thinking' | 'output';

/** From the bottom of a stack upwards, with the one colour that the kind has everywhere. */
export const TOKEN_KINDS: readonly { kind: TokenKind; label: StringKey; color: string }[] = [
  { kind: 'cacheRead', label: 'kind.cacheRead', color: '--vscode-charts-green' },
  { kind: 'cacheWrite', label: 'kind.cacheWrite', color: '--vscode-charts-yellow' },
  { kind: 'input', label: 'kind.freshInput', color: '--vscode-charts-blue' },
  { kind: 'thinking', label: 'kind.thinking', color: '--orange' },
  { kind: 'output', label: 'kind.output', color: '--vscode-charts-purple' },
];

/**
 * Disjoint kinds that add up to `total_tokens`: input without what the cache took, output without thinking.
 * What is unknown takes no room in a bar.
 */
export function splitTokens(usage: TokenFields): Record<TokenKind, number> {
  const cacheRead = usage.cache_read_tokens ?? 0;
  const cacheWrite = cacheWriteTokens(usage) ?? 0;
  const thinking = usage.reasoning_tokens ?? 0;
  return {
    cacheRead,
    cacheWrite,
    input: Math.max(0, (usage.input_tokens ?? 0) - cacheRead - cacheWrite),
    thinking,
    output: Math.max(0, (usage.output_tokens ?? 0) - thinking),
  };
}
