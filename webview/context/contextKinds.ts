// How the kinds of content in a context look and are called, and estimates in words. Pure.
import type { ContextKind, ContextTurn } from '../../src/protocol/context.ts';
import { formatCount, formatExactCount } from '../../src/protocol/format.ts';
import { type StringKey, t } from '../strings.ts';
import { type Shown, tokens } from '../values.ts';

export function kindLabel(kind: ContextKind): string {
  return t(`context.kind.${kind}` satisfies StringKey);
}

/** An estimate: marked, with what it is based on in the tooltip. */
export function estimate(value: number | null): Shown {
  const shown = tokens(value);
  if (value === null) return shown;
  return {
    ...shown,
    text: `≈${formatCount(value)}`,
    title: `≈${formatExactCount(value)} · ${t('context.approximate')}`,
  };
}

/** `tools ≈10.3k, system prompt ≈3.1k, 92 % from the cache` */
export function contextWords(turn: ContextTurn): string {
  const parts = turn.parts.map(part => `${kindLabel(part.kind)} ${estimate(part.estimated_tokens).text}`);
  const share = cachedShare(turn);
  return [...parts, ...(share === null ? [] : [t('context.cached', `${Math.round(share * 100)} %`)])].join(
    ', ',
  );
}

/** How far the cache reached, 0…1; null when it is not known. */
export function cachedShare(turn: ContextTurn): number | null {
  const { cache_read_tokens: read, input_tokens: input } = turn;
  return read === null || input === null || input === 0 ? null : Math.min(1, read / input);
}
