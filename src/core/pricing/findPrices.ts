// Looks a model up in the bundled price table.
import { calcPrice, findProvider, type PriceCalculation } from '@pydantic/genai-prices';
import type { Provider } from '../../protocol/wire.ts';
import { modelNames } from './modelNames.ts';

export interface ModelAt {
  model: string;
  provider: Provider;
  /** Scheme and host the request went to. */
  upstream: string;
  /** Milliseconds since the epoch: prices have a history. */
  at: number;
}

/** Table of the company whose API is spoken, for gateways and unknown hosts. */
const TABLE_IDS: Readonly<Record<Provider, string>> = {
  anthropic: 'anthropic',
  openai: 'openai',
  chatgpt: 'openai',
};

/** What the table knows: by the host the request went to, else the API it speaks, else the model's maker. */
export function* pricesOf(
  { model, provider, upstream, at }: ModelAt,
  usage: Record<string, number>,
): Generator<PriceCalculation> {
  const hostId = findProvider({ providerApiUrl: upstream })?.id;
  const makerId = findProvider({ modelId: model })?.id;
  for (const providerId of new Set([hostId, TABLE_IDS[provider], makerId])) {
    if (providerId === undefined) continue;
    for (const name of modelNames(model)) {
      const price = tryPrice(usage, name, { providerId, timestamp: new Date(at) });
      if (price !== null) yield price;
    }
  }
}

/** Null for an unknown model, and for counts that contradict each other (more cache than input): the table refuses. */
function tryPrice(
  usage: Record<string, number>,
  model: string,
  options: { providerId: string; timestamp: Date },
): PriceCalculation | null {
  try {
    return calcPrice(usage, model, options);
  } catch {
    return null;
  }
}
