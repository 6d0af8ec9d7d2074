// An answer of which nothing is known, and why that can be.
import { EMPTY_RESPONSE } from '../../core/dialects/facts.ts';
import type { UnderstoodResponse } from './understandResponse.ts';

/** Why nothing is known of an answer that went through. */
export const CAPTURE_DROPPED = {
  code: 'capture_dropped',
  message: 'The answer went through but was not recorded: too much was waiting to be written.',
};
export const RECORDING_FAILED = {
  code: 'recording_failed',
  message: 'The answer went through but could not be recorded; the log says why.',
};

export const UNKNOWN_RESPONSE: UnderstoodResponse = {
  facts: EMPTY_RESPONSE,
  outcome: 'interrupted',
  error: null,
  body: { wire_bytes: 0, content_encoding: null, truncated: true, text: '' },
  isFolded: false,
  unknownCount: 0,
};
