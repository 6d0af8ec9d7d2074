// Answers the API's own paths: health and control here, everything recorded through the recorder.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiPath } from '../core/http/apiPath.ts';
import type { Refusal } from '../core/http/guard.ts';
import type { Health } from '../protocol/api.ts';
import { errorCode, errorMessage } from '../protocol/errors.ts';
import type { HeaderList } from '../protocol/wire.ts';
import {
  CONTROL_ACTIONS,
  type ControlAction,
  type GatewayOptions,
  type RecordingState,
  type ServiceState,
} from '../protocol/workers.ts';
import type { ApiRelay } from './apiRelay.ts';
import { answerError, answerJson } from './ownAnswer.ts';
import type { RecorderLink } from './recorderLink.ts';
import type { TokenCheck } from './token.ts';

const TOKEN_REQUIRED: Refusal = {
  status: 401,
  code: 'token_required',
  message: 'The API needs the header "Authorization: Bearer <token>". The token is in the data folder.',
};

export interface ApiContext {
  options: Pick<GatewayOptions, 'version' | 'isMetricsOpen'>;
  token: TokenCheck;
  state: ServiceState;
  recording: RecordingState;
  recorder: RecorderLink | null;
  relay: ApiRelay;
  control(action: ControlAction): Promise<{ state: ServiceState }>;
}

/** @param target path and query without prefixes */
export async function answerApi(
  path: ApiPath,
  target: string,
  headers: HeaderList,
  request: IncomingMessage,
  response: ServerResponse,
  context: ApiContext,
): Promise<void> {
  const { method = 'GET' } = request;
  if (path.kind === 'health' || path.kind === 'ready') {
    if (method !== 'GET' && method !== 'HEAD') return refuseMethod(response, 'GET');
    const isReady = context.recorder?.isOpen === true;
    return answerJson(response, path.kind === 'ready' && !isReady ? 503 : 200, healthOf(context));
  }
  const isOpen = path.kind === 'metrics' && context.options.isMetricsOpen;
  if (!isOpen && !context.token.isBearerRight(headers))
    return void answerError(response, 'api', TOKEN_REQUIRED);
  if (path.kind === 'control') return answerControl(path.action, method, response, context);
  return context.relay.relay(request, response, target, context.recorder);
}

function healthOf({ options, state, recording }: ApiContext): Health {
  return { name: 'lunaroute', version: options.version, state, recording };
}

async function answerControl(
  action: string,
  method: string,
  response: ServerResponse,
  context: ApiContext,
): Promise<void> {
  const known = CONTROL_ACTIONS.find(name => name === action);
  if (known === undefined)
    return void answerError(response, 'api', {
      status: 404,
      code: 'unknown_action',
      message: `There is no such action. Known are ${CONTROL_ACTIONS.join(', ')}.`,
    });
  if (method !== 'POST') return refuseMethod(response, 'POST');
  try {
    answerJson(response, 200, await context.control(known));
  } catch (error) {
    answerError(response, 'api', { status: 500, code: errorCode(error), message: errorMessage(error) });
  }
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  answerError(response, 'api', {
    status: 405,
    code: 'method_not_allowed',
    message: `This path only takes ${allowed}.`,
  });
}
