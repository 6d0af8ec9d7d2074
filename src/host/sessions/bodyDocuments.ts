// What was recorded as ordinary read-only documents, searchable, foldable and comparable like any other.
import * as vscode from 'vscode';
import { errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import { formatClock } from '../../protocol/format.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import { DOCUMENT_SCHEME } from '../ids.ts';
import { bodyText } from './bodyText.ts';
import { type DocumentAddress, documentPath, readDocumentPath } from './documentUri.ts';
import { promptMarkdown } from './promptMarkdown.ts';
import { readConversation } from './readConversation.ts';

export type BodySide = 'request' | 'response';

export class BodyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #api: ApiClient;
  readonly #registration: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** Paths of documents whose text is not what their name says. */
  readonly #plain = new Set<string>();
  readonly onDidChange = this.#changed.event;

  constructor(api: ApiClient) {
    this.#api = api;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(DOCUMENT_SCHEME, this);
  }

  open(sessionId: string, requestId: string, side: BodySide): Promise<vscode.TextEditor> {
    return this.show({ kind: side, sessionId, requestId });
  }

  async show(address: DocumentAddress): Promise<vscode.TextEditor> {
    const uri = this.#uriOf(address);
    let document = await vscode.workspace.openTextDocument(uri);
    if (this.#plain.has(uri.path))
      document = await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    return vscode.window.showTextDocument(document, { preview: true });
  }

  /**
   * Opens the editor's comparison of what a request sent with what the one before it in its thread sent.
   * @throws LunaRouteError `no_previous` for the first request of a thread
   */
  async compareWithPrevious(sessionId: string, requestId: string): Promise<void> {
    const { previous_request_id: before } = await this.#api.prompt(sessionId, requestId);
    if (before === null)
      throw new LunaRouteError(
        'no_previous',
        vscode.l10n.t('This is the first request of its conversation: there is nothing to compare it with.'),
      );
    const uris = [before, requestId].map(id => this.#uriOf({ kind: 'prompt', sessionId, requestId: id }));
    const times = await Promise.all(
      [before, requestId].map(async id => formatClock((await this.#api.request(sessionId, id)).started_at)),
    );
    const title = vscode.l10n.t('Context: {0} ↔ {1}', ...times);
    await vscode.commands.executeCommand('vscode.diff', ...uris, title, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const address = readDocumentPath(uri.path);
    if (address === null) return vscode.l10n.t('There is no such recorded request.');
    const cancelled = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelled.abort());
    try {
      const { text, isPlain } = await this.#read(address, cancelled.signal);
      if (isPlain) this.#plain.add(uri.path);
      else this.#plain.delete(uri.path);
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
    this.#changed.dispose();
  }

  async #read(address: DocumentAddress, signal: AbortSignal): Promise<{ text: string; isPlain: boolean }> {
    const { t } = vscode.l10n;
    if (address.kind === 'conversation')
      return { text: await readConversation(this.#api, address.sessionId, t, signal), isPlain: false };
    const { sessionId, requestId } = address;
    if (address.kind === 'prompt')
      return {
        text: promptMarkdown(await this.#api.prompt(sessionId, requestId, signal), t),
        isPlain: false,
      };
    const detail = await this.#api.request(sessionId, requestId, signal);
    const { text, isJson } = bodyText(detail[address.kind], t);
    return { text, isPlain: !isJson };
  }

  /** A document that is open already is read again: its session may have gone on. */
  #uriOf(address: DocumentAddress): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: DOCUMENT_SCHEME, path: documentPath(address) });
    const isOpen = vscode.workspace.textDocuments.some(
      document => document.uri.toString() === uri.toString(),
    );
    if (isOpen) this.#changed.fire(uri);
    return uri;
  }
}
