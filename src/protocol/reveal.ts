// What the API asks and answers about values that redaction replaced by tokens.
import * as z from 'zod/mini';

/** Query of `GET /sessions/{id}/requests/{request_id}`. */
export const requestQuery = z.strictObject({
  /** Tokens of redaction are replaced by the values behind them. */
  reveal: z.optional(z.enum(['true', 'false'])),
});

/** Body of `POST /sessions/reveal`. */
export const revealBody = z.strictObject({
  /** With or without its brackets. */
  token: z.string().check(z.regex(/^\[?[A-Z_]+:(?:[A-Za-z0-9_-]{1,40}:)?[0-9a-f]{8,64}\]?$/)),
});

export interface RevealedValue {
  token: string;
  value: string;
}
