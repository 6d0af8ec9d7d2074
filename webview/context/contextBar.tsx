// One turn's context as a stacked bar, the reach of the cache drawn across; the tooltip says the same in words.
import type { ContextTurn } from '../../src/protocol/context.ts';
import { cachedShare, contextWords } from './contextKinds.ts';

/** @param largest characters of the largest context, to which the bar is scaled */
export function ContextBar({ turn, largest }: { turn: ContextTurn; largest: number }) {
  const characters = contextCharacters(turn);
  const share = cachedShare(turn);
  const words = contextWords(turn);
  return (
    <span class="context-bar" role="img" aria-label={words} title={words}>
      <span class="context-fill" style={{ width: `${(100 * characters) / Math.max(1, largest)}%` }}>
        {turn.parts.map(part => (
          <span key={part.kind} class={`context-${part.kind}`} style={{ flexGrow: part.characters }} />
        ))}
        {share === null || share === 0 ? null : (
          <span class="cache-mark" style={{ insetInlineStart: `${share * 100}%` }} />
        )}
      </span>
    </span>
  );
}

export function contextCharacters(turn: ContextTurn): number {
  return turn.parts.reduce((sum, part) => sum + part.characters, 0);
}
