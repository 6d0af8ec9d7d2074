// The extension's parts for tests inside the editor, and waiting for what they announce.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi.ts';
import { SETTINGS_SECTION } from '../../src/host/ids.ts';
import type { SettingKey } from '../../src/protocol/settings.ts';
import { extensionId } from './project.ts';

/** The activated extension, with its service opened even if nothing was ever started. */
export async function extensionApi(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>(extensionId());
  if (extension === undefined) throw new Error('The extension is not installed.');
  const api = await extension.activate();
  await api.opened;
  await api.connection.open('asLeft');
  return api;
}

/** Resolves with what `read` gives as soon as that is something; it is asked now and after each event. */
export function eventually<T>(
  event: vscode.Event<unknown>,
  read: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = async () => {
      const value = await read();
      if (value === undefined) return;
      subscription.dispose();
      resolve(value);
    };
    const subscription = event(() => check().catch(reject));
    check().catch(reject);
  });
}

/** Sets settings of this machine; undefined takes them out again. */
export async function configure(settings: Partial<Record<SettingKey, unknown>>): Promise<void> {
  const section = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  for (const [key, value] of Object.entries(settings))
    await section.update(key, value, vscode.ConfigurationTarget.Global);
}

export interface TinyUpstream {
  url: string;
  close(): Promise<void>;
}

/** Answers every request with one plain Anthropic message. */
export async function startTinyUpstream(answer: string): Promise<TinyUpstream> {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-5',
          content: [{ type: 'text', text: answer }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 1200, output_tokens: 34 },
        }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
