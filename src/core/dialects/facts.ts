// What a dialect says when there is nothing to say.
import { UNKNOWN_USAGE } from '../../protocol/usage.ts';
import type { RequestFacts, ResponseFacts } from './dialect.ts';

export const EMPTY_REQUEST: RequestFacts = {
  model: null,
  isStreaming: false,
  isGeneration: false,
  isPrewarm: false,
  isTitleRequest: false,
  clientSessionId: null,
  clientMetadata: {},
  previousResponseId: null,
  messages: [],
  tools: [],
  toolResults: [],
  firstPrompt: null,
};

export const EMPTY_RESPONSE: ResponseFacts = {
  id: null,
  model: null,
  stopReason: null,
  usage: UNKNOWN_USAGE,
  usageRaw: null,
  serviceTier: null,
  toolCalls: [],
  messages: [],
  rateLimits: null,
  error: null,
};
