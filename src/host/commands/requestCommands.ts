// Commands on one request: as a curl command, and what was asked and answered, for the clipboard.
import * as vscode from 'vscode';
import { dialectFor } from '../../core/dialects/byName.ts';
import { latestPromptOf } from '../../core/dialects/firstPrompt.ts';
import type { RecordedMessage, RequestDetail } from '../../protocol/api.ts';
import type { Message } from '../../protocol/conversation.ts';
import { LunaRouteError } from '../../protocol/errors.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import type { TreeNode } from '../sessions/nodes.ts';
import { requestOf } from './chosenSessions.ts';
import { curlCommand } from './curlCommand.ts';
import type { CommandHandlers } from './register.ts';

export interface RequestCommandServices {
  api: ApiClient;
  /** Address of the proxy. */
  url(): string;
  platform: NodeJS.Platform;
}

export function requestCommands({ api, url, platform }: RequestCommandServices): CommandHandlers {
  const copy = (read: (detail: RequestDetail) => string | Promise<string>) => async (node?: TreeNode) => {
    const { session_id, id } = requestOf(node);
    await vscode.env.clipboard.writeText(await read(await api.request(session_id, id)));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3000);
  };
  return {
    copyAsCurl: copy(async detail => {
      const { workspace } = await api.session(detail.session_id, { limit: 1 });
      return curlCommand(detail, url(), platform, workspace);
    }),
    copyPrompt: copy(promptOf),
    copyAnswer: copy(answerOf),
  };
}

function promptOf(detail: RequestDetail): string {
  const body = jsonOf(detail.request);
  const { messages } = dialectFor(detail.dialect).readRequest(body, detail.target);
  const prompt = latestPromptOf(messages);
  if (prompt !== null) return prompt;
  throw new LunaRouteError('no_prompt', vscode.l10n.t('The request holds no words of a person.'));
}

function answerOf(detail: RequestDetail): string {
  const messages =
    detail.response === null ? [] : dialectFor(detail.dialect).readResponse(jsonOf(detail.response)).messages;
  const text = messages.flatMap(textsOf).join('\n\n');
  if (text !== '') return text;
  throw new LunaRouteError('no_answer', vscode.l10n.t('The answer holds no text, or was not recorded.'));
}

function textsOf({ parts }: Message): string[] {
  return parts.flatMap(part => (part.type === 'text' || part.type === 'refusal' ? [part.text] : []));
}

/** Null for what is no JSON: then there is nothing to find in it. */
function jsonOf({ body }: RecordedMessage): unknown {
  try {
    return body.encoding === 'utf8' ? JSON.parse(body.content) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
