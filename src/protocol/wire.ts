// The words of the wire that every room shares: providers, dialects, outcomes, headers.

/** Who answers. `chatgpt` is OpenAI's backend for ChatGPT logins. */
export const PROVIDERS = ['anthropic', 'openai', 'chatgpt'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** The shape of a request and its answer; `other` is passed through and recorded as text. */
export const DIALECTS = ['anthropic_messages', 'openai_chat', 'openai_responses', 'other'] as const;
export type DialectName = (typeof DIALECTS)[number];

/**
 * `ok`: the answer is complete, also when the client closed right after the terminal event.
 * `error`: a status of 400 or more, an error event, or no answer from the upstream.
 * `interrupted`: the upstream broke off, or we were killed. `client_closed`: the client left before the end.
 */
export const OUTCOMES = ['ok', 'error', 'interrupted', 'client_closed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** `recorded`: its traffic went through us. `imported`: from another program's logs. `demo`: the canned session. */
export const ORIGINS = ['recorded', 'imported', 'demo'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Header names and values in wire order, with case and duplicates kept. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** The header that tells our own errors from a provider's. */
export const ERROR_HEADER = 'x-lunaroute-error';
export const TOKEN_HEADER = 'x-lunaroute-token';
export const API_VERSION_HEADER = 'x-lunaroute-api';
export const API_VERSION = '1';

/** What `/w/<label>/` may hold: which workspace the traffic belongs to. */
export const WORKSPACE_LABEL = /^[a-z0-9-]{1,48}$/;
/** Ids of ours and of clients must match before they touch a path or a query. */
export const SAFE_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** A tag of a session: words with single spaces between; commas stand between tags. */
export const TAG = /^(?=.{1,64}$)[^\s\p{Cc}",]+(?: [^\s\p{Cc}",]+)*$/u;
