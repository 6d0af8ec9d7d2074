// What was recorded as ordinary read-only documents, searchable, foldable and comparable like any other.
import * as vscode from 'vscode';
import { errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import { toLabel } from '../../protocol/label.ts';
import type { ApiClient } from '../../service/apiClient.ts';
import { DOCUMENT_SCHEME } from '../ids.ts';
import { bodyText } from './bodyText.ts';
import { type DocumentAddress, type DocumentName, documentUri, readDocumentQuery } from './documentUri.ts';
import { MAX_TITLE } from './nodeText.ts';
import { promptMarkdown } from './promptMarkdown.ts';
import { readConversation } from './readConversation.ts';
import { requestsOf } from './requestPages.ts';

export type BodySide = 'request' | 'response';

export class BodyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #api: ApiClient;
  readonly #registration: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** Documents whose text is not what their name says. */
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
    const { uri } = await this.#uriOf(address);
    let document = await vscode.workspace.openTextDocument(uri);
    if (this.#plain.has(uri.toString()))
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
    const [old, now] = await Promise.all(
      [before, requestId].map(id => this.#uriOf({ kind: 'prompt', sessionId, requestId: id })),
    );
    if (old === undefined || now === undefined) return;
    const name = vscode.l10n.t(
      'Requests {0} ↔ {1}: {2}',
      old.name.number,
      now.name.number,
      toLabel(now.name.title ?? '', MAX_TITLE) || vscode.l10n.t('without a title'),
    );
    await vscode.commands.executeCommand('vscode.diff', old.uri, now.uri, name, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const address = readDocumentQuery(uri.query);
    const key = uri.toString();
    if (address === null) return vscode.l10n.t('There is no such recorded request.');
    const cancelled = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelled.abort());
    try {
      const { text, isPlain } = await this.#read(address, cancelled.signal);
      if (isPlain) this.#plain.add(key);
      else this.#plain.delete(key);
      return text;
    } catch (error) {
      // Restored after a reload, the document may be asked for before the service has come up.
      this.#plain.add(key);
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
  async #uriOf(address: DocumentAddress): Promise<{ uri: vscode.Uri; name: DocumentName }> {
    const name = await this.#nameOf(address);
    const uri = vscode.Uri.from({ scheme: DOCUMENT_SCHEME, ...documentUri(address, name) });
    const isOpen = vscode.workspace.textDocuments.some(
      document => document.uri.toString() === uri.toString(),
    );
    if (isOpen) this.#changed.fire(uri);
    return { uri, name };
  }

  async #nameOf(address: DocumentAddress): Promise<DocumentName> {
    const { title } = await this.#api.session(address.sessionId, { limit: 1 });
    let number = 0;
    if (address.kind !== 'conversation')
      for await (const { id } of requestsOf(this.#api, address.sessionId)) {
        number++;
        if (id === address.requestId) break;
      }
    return { title, number };
  }
}
