// Recorded requests and responses as ordinary read-only documents, searchable and foldable like any other.
import * as vscode from 'vscode';
import { errorMessage } from '../../protocol/errors.ts';
import { SAFE_ID } from '../../protocol/wire.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import { DOCUMENT_SCHEME } from '../ids.ts';
import { bodyText } from './bodyText.ts';

export type BodySide = 'request' | 'response';

export class BodyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #api: ApiClient;
  readonly #registration: vscode.Disposable;
  readonly #plain = new Set<string>();

  constructor(api: ApiClient) {
    this.#api = api;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(DOCUMENT_SCHEME, this);
  }

  async open(sessionId: string, requestId: string, side: BodySide): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.from({ scheme: DOCUMENT_SCHEME, path: `/${sessionId}/${requestId}/${side}.json` });
    let document = await vscode.workspace.openTextDocument(uri);
    if (this.#plain.has(uri.path))
      document = await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    return vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const [, sessionId = '', requestId = '', file = ''] = uri.path.split('/');
    if (!SAFE_ID.test(sessionId) || !SAFE_ID.test(requestId))
      return vscode.l10n.t('There is no such recorded request.');
    const cancelled = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelled.abort());
    try {
      const detail = await this.#api.request(sessionId, requestId, cancelled.signal);
      const message = file.startsWith('request') ? detail.request : detail.response;
      const { text, isJson } = bodyText(message, vscode.l10n.t);
      if (isJson) this.#plain.delete(uri.path);
      else this.#plain.add(uri.path);
      return text;
    } catch (error) {
      // Restored after a reload, the document may be asked for before the service has come up.
      this.#plain.add(uri.path);
      return vscode.l10n.t('The request could not be read: {0}', errorMessage(error));
    } finally {
      subscription.dispose();
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
