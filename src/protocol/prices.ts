// Prices that a person sets for models, over those of the bundled table.
import * as z from 'zod/mini';

const price = z.number().check(z.nonnegative());

/** USD per million tokens. What is left out costs as much as `input`, a 1-hour write as a 5-minute one. */
export const modelPrice = z.strictObject({
  input: price,
  output: price,
  cacheRead: z.optional(price),
  cacheWrite5m: z.optional(price),
  cacheWrite1h: z.optional(price),
});

/** By the model's name, in which `*` stands for anything. */
export const priceOverrides = z.record(z.string().check(z.minLength(1), z.maxLength(200)), modelPrice);

export type ModelPrice = z.infer<typeof modelPrice>;
export type PriceOverrides = z.infer<typeof priceOverrides>;
