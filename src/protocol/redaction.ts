// What may be taken out of recordings, how, and how it is then written: kinds, modes, placeholders and tokens.
import * as z from 'zod/mini';

/** Built-in kinds, with the names they have in placeholders. */
export const KIND_LABELS = {
  secret: 'SECRET',
  email: 'EMAIL',
  phone: 'PHONE',
  ssn: 'SSN',
  creditCard: 'CREDIT_CARD',
  ipAddress: 'IP_ADDRESS',
  iban: 'IBAN',
} as const;
export type RedactionKind = keyof typeof KIND_LABELS;
export const REDACTION_KINDS = Object.keys(KIND_LABELS) as RedactionKind[];

export const REDACTION_MODES = ['off', 'mask', 'remove', 'partial', 'tokenize'] as const;
export type RedactionMode = (typeof REDACTION_MODES)[number];

export const redactionMode = z.enum(REDACTION_MODES);

export const customPattern = z.strictObject({
  /** Stands in the placeholder: `[CUS:name]`. */
  name: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,40}$/)),
  /** RE2 syntax. */
  pattern: z.string().check(z.minLength(1), z.maxLength(2000)),
  mode: z._default(redactionMode, 'mask'),
  /** What `mask` writes instead of `[CUS:name]`. */
  placeholder: z.optional(z.string().check(z.maxLength(100))),
});
export type CustomPattern = z.infer<typeof customPattern>;

/** What to take out, and how. */
export interface RedactionRules {
  modes: Readonly<Record<RedactionKind, RedactionMode>>;
  /** Two letters; numbers without a country code are read as this country's. */
  phoneRegion: string;
  customPatterns: readonly CustomPattern[];
}

/** Keys of tokens and vaults, 32 bytes as 64 hex digits each. */
export interface RedactionKeys {
  current: string;
  /** Keys before it, newest first: what was kept under them moves to the current one. */
  previous: readonly string[];
  /** Ids of keys whose values are to be forgotten. */
  forgotten: readonly string[];
}

export interface RedactionOptions {
  rules: RedactionRules;
  /** Null where there is none (yet): what should become a token is masked then. */
  keys: RedactionKeys | null;
}

/** Whether any rule makes tokens, so that a key is needed. */
export function makesTokens({ modes, customPatterns }: RedactionRules): boolean {
  return (
    Object.values(modes).includes('tokenize') || customPatterns.some(pattern => pattern.mode === 'tokenize')
  );
}

/** A token as it stands in a text: `[EMAIL:a3f8e9d2]`, `[CUS:name:a3f8e9d2]`. */
export const TOKEN_IN_TEXT =
  /\[(?:EMAIL|PHONE|SSN|CREDIT_CARD|IP_ADDRESS|IBAN|SECRET|CUS:[A-Za-z0-9_-]{1,40}):[0-9a-f]{8,64}\]/g;
