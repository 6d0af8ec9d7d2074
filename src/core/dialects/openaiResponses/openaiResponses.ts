// The dialect of OpenAI Responses, over HTTP and over WebSocket.
import type { Dialect } from '../dialect.ts';
import { ResponsesFolder } from './fold.ts';
import { readRequest } from './readRequest.ts';
import { readResponse } from './readResponse.ts';

export const openaiResponses: Dialect = {
  name: 'openai_responses',
  readRequest,
  readResponse,
  createFolder: () => new ResponsesFolder(),
};
