// Answers a POST that asks a model to write, in the dialect of its path.
import type http from 'node:http';
import { dialectFor } from '../core/dialects/byName.ts';
import { parseJson } from '../core/dialects/json.ts';
import type { DialectName } from '../protocol/wire.ts';
import { answerResponses } from './answerResponses.ts';
import { anthropicError, anthropicEvents, anthropicHeaders, anthropicMessage } from './anthropicAnswer.ts';
import { chatCompletion, chatEvents } from './chatAnswer.ts';
import type { DemoEvent } from './demoEvent.ts';
import { readDemoRequest } from './demoRequest.ts';
import { STATUS_HEADER } from './directives.ts';
import { openaiError, openaiHeaders } from './openaiParts.ts';
import { type AnswerPlan, planAnswer } from './planAnswer.ts';
import type { ResponseStore } from './responseStore.ts';
import { responseEvents } from './responsesAnswer.ts';
import { missingResponse } from './responsesSocket.ts';
import { sendEvents, sendJson } from './sendAnswer.ts';

interface Answer {
  plan: AnswerPlan | null;
  reply: unknown;
  isStreaming: boolean;
  events(): DemoEvent[];
}

export async function answerGeneration(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  dialectName: Exclude<DialectName, 'other'>,
  bodyText: string,
  store: ResponseStore,
  nowMs: number,
): Promise<void> {
  const isAnthropic = dialectName === 'anthropic_messages';
  const headers = isAnthropic ? anthropicHeaders(nowMs) : openaiHeaders(nowMs);
  const errorBody = isAnthropic ? anthropicError : openaiError;
  const body = parseJson(bodyText);
  if (body === undefined)
    return sendJson(request, response, 400, headers, errorBody(400, 'The body is not valid JSON.'));
  const answer = answerIn(dialectName, body, request.url ?? '', store, nowMs);
  if ('missingResponse' in answer)
    return sendJson(request, response, 400, headers, missingResponse(answer.missingResponse));
  const directives = answer.plan?.directives;
  if (directives?.isHanging) return;
  const status = Number(request.headers[STATUS_HEADER] ?? directives?.errorStatus ?? 0);
  if (status >= 400 && status < 600) {
    const retry: Record<string, string> = status === 429 || status >= 500 ? { 'retry-after': '1' } : {};
    const error = errorBody(status, 'The demo was asked for this error.');
    return sendJson(request, response, status, { ...headers, ...retry }, error);
  }
  if (answer.isStreaming && directives !== undefined) {
    const streamError = errorBody(isAnthropic ? 529 : 500, 'The demo was asked for this error.');
    return sendEvents(response, headers, answer.events(), directives, streamError);
  }
  if (directives?.isDisconnecting) return void response.destroy();
  sendJson(request, response, 200, headers, answer.reply);
}

function answerIn(
  dialectName: Exclude<DialectName, 'other'>,
  body: unknown,
  target: string,
  store: ResponseStore,
  nowMs: number,
): Answer | { missingResponse: string } {
  if (dialectName === 'openai_responses') {
    const outcome = answerResponses(store, body, nowMs);
    if ('missingResponse' in outcome) return outcome;
    const { response, plan } = outcome;
    const { isStreaming } = dialectFor(dialectName).readRequest(body, target);
    return { plan, reply: response, isStreaming, events: () => responseEvents(response) };
  }
  const asked = readDemoRequest(dialectFor(dialectName), body, target);
  const plan = planAnswer(asked);
  const { isStreaming } = asked;
  if (dialectName === 'anthropic_messages') {
    const reply = anthropicMessage(plan, asked.model, body);
    return { plan, reply, isStreaming, events: () => anthropicEvents(reply) };
  }
  const reply = chatCompletion(plan, asked.model, nowMs);
  return { plan, reply, isStreaming, events: () => chatEvents(reply, body) };
}
