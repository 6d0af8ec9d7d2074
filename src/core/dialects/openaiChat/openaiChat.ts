// The dialect of OpenAI chat completions, with legacy completions and embeddings beside it.
import type { Dialect } from '../dialect.ts';
import { ChatFolder } from './fold.ts';
import { readRequest } from './readRequest.ts';
import { readResponse } from './readResponse.ts';

export const openaiChat: Dialect = {
  name: 'openai_chat',
  readRequest,
  readResponse,
  createFolder: () => new ChatFolder(),
};
