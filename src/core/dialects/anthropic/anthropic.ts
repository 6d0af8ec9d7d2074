// The Anthropic dialect: Messages, token counting, models, errors.
import type { Dialect } from '../dialect.ts';
import { AnthropicFolder } from './fold.ts';
import { readRequest } from './readRequest.ts';
import { readResponse } from './readResponse.ts';

export const anthropicMessages: Dialect = {
  name: 'anthropic_messages',
  readRequest,
  readResponse,
  createFolder: () => new AnthropicFolder(),
};
