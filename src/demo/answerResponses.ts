// One Responses request, over HTTP or as a WebSocket frame, to its answer.
import { dialectFor } from '../core/dialects/byName.ts';
import { readDemoRequest } from './demoRequest.ts';
import { type AnswerPlan, planAnswer } from './planAnswer.ts';
import type { ResponseStore } from './responseStore.ts';
import { type ResponseObject, responseObject } from './responsesAnswer.ts';

export type ResponsesOutcome =
  | { response: ResponseObject; plan: AnswerPlan | null }
  /** `previous_response_id` is not known here. */
  | { missingResponse: string };

export function answerResponses(store: ResponseStore, body: unknown, nowMs: number): ResponsesOutcome {
  const dialect = dialectFor('openai_responses');
  const facts = dialect.readRequest(body, '/v1/responses');
  const previous = facts.previousResponseId;
  const history = previous === null ? [] : store.historyOf(previous);
  if (history === undefined) return { missingResponse: previous ?? '' };
  const request = readDemoRequest(dialect, body, '/v1/responses', history);
  const plan = facts.isPrewarm ? null : planAnswer(request);
  const response = responseObject(plan, request.model, body, nowMs);
  store.remember(response, [...history, ...facts.messages]);
  return { response, plan };
}
