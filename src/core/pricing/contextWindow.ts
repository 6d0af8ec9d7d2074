// How many tokens a model can have in mind at once, by the bundled table.
import type { Provider } from '../../protocol/wire.ts';
import { type ModelAt, pricesOf } from './findPrices.ts';

/** Null for a model that is not in the table, or has no window there. */
export function contextWindow(model: string, at: { provider: Provider; upstream: string }): number | null {
  const found: Omit<ModelAt, 'at'> = { model, ...at };
  for (const price of pricesOf({ ...found, at: Date.now() }, {})) {
    if (price.model.context_window !== undefined) return price.model.context_window;
  }
  return null;
}
