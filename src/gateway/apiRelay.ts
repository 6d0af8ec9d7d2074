// Asks the recorder for answers of the API and streams them to the caller as fast as the caller reads.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_VERSION, API_VERSION_HEADER } from '../protocol/wire.ts';
import { breakOff } from './clientResponse.ts';
import { answerError } from './ownAnswer.ts';
import type { ApiMessage, RecorderLink } from './recorderLink.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const UNAVAILABLE = {
  status: 503,
  code: 'recorder_unavailable',
  message: 'The recorder is not running, so nothing recorded can be read now. Try again in a moment.',
};

interface Answer {
  response: ServerResponse;
  link: RecorderLink;
  /** Taken by a client that does not read yet: acknowledged when it does. */
  unacknowledgedBytes: number;
}

export class ApiRelay {
  readonly #answers = new Map<number, Answer>();
  #nextId = 1;

  /** Relays a request. @param target path and query without prefixes */
  async relay(
    request: IncomingMessage,
    response: ServerResponse,
    target: string,
    link: RecorderLink | null,
  ): Promise<void> {
    const body = await readBody(request);
    if (body === null)
      return void answerError(response, 'api', {
        status: 413,
        code: 'body_too_large',
        message: 'A request of the API may have 1 MB at most.',
      });
    if (link === null || !link.isOpen) return void answerError(response, 'api', UNAVAILABLE);
    if (response.destroyed) return;
    const id = this.#nextId++;
    const answer: Answer = { response, link, unacknowledgedBytes: 0 };
    this.#answers.set(id, answer);
    response.on('drain', () => acknowledge(id, answer));
    response.on('close', () => {
      if (this.#answers.delete(id)) link.post({ type: 'api_cancelled', id });
    });
    link.post({ type: 'api_request', id, method: request.method ?? 'GET', target, body });
  }

  /** Takes a piece of an answer from the recorder. */
  receive(message: ApiMessage): void {
    const answer = this.#answers.get(message.id);
    if (answer === undefined) return;
    const { response } = answer;
    switch (message.type) {
      case 'api_response_head':
        response.writeHead(message.status, { ...message.headers, [API_VERSION_HEADER]: API_VERSION });
        response.flushHeaders();
        return;
      case 'api_response_chunk':
        answer.unacknowledgedBytes += message.bytes.byteLength;
        if (response.write(message.bytes)) acknowledge(message.id, answer);
        return;
      case 'api_response_end':
        this.#answers.delete(message.id);
        response.end();
        return;
      case 'api_response_failed':
        this.#answers.delete(message.id);
        refuseOrBreakOff(response);
    }
  }

  /** A recorder died: its answers that have begun break off, the others become errors. */
  linkClosed(link: RecorderLink): void {
    for (const [id, answer] of this.#answers) {
      if (answer.link !== link) continue;
      this.#answers.delete(id);
      refuseOrBreakOff(answer.response);
    }
  }
}

function refuseOrBreakOff(response: ServerResponse): void {
  if (response.headersSent) breakOff(response);
  else answerError(response, 'api', UNAVAILABLE);
}

function acknowledge(id: number, answer: Answer): void {
  const bytes = answer.unacknowledgedBytes;
  if (bytes === 0) return;
  answer.unacknowledgedBytes = 0;
  answer.link.post({ type: 'api_ack', id, bytes });
}

/** The body as text; null when it is too large or breaks off. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return null;
      chunks.push(chunk);
    }
  } catch {
    // The client left in the middle of its body: there is nobody to answer.
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}
