// An upstream for trying everything without a key or a network: Anthropic Messages, OpenAI Chat and Responses.
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { decodeBody, parseContentEncoding } from '../core/decode/contentEncoding.ts';
import { dialectFor } from '../core/dialects/byName.ts';
import { pathOf } from '../core/dialects/chooseDialect.ts';
import { parseJson } from '../core/dialects/json.ts';
import { answerGeneration } from './answerGeneration.ts';
import { anthropicError, anthropicHeaders } from './anthropicAnswer.ts';
import { readDemoRequest } from './demoRequest.ts';
import { anthropicModels, openaiModels } from './models.ts';
import { openaiError, openaiHeaders } from './openaiParts.ts';
import { tokensOf } from './planAnswer.ts';
import { ResponseStore } from './responseStore.ts';
import { serveResponsesSocket } from './responsesSocket.ts';
import { sendJson } from './sendAnswer.ts';

export interface DemoUpstreamOptions {
  /** 0 takes a free one. */
  port: number;
  host?: string;
  now?: () => number;
}

export interface DemoUpstream {
  url: string;
  port: number;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

const MESSAGES = /^(\/v1){0,2}\/messages$/;
const COUNT_TOKENS = /^(\/v1){0,2}\/messages\/count_tokens$/;
const CHAT = /^(\/v1)?\/chat\/completions$/;
const RESPONSES = /^(\/v1|\/backend-api\/codex)?\/responses$/;
const MODELS = /^(\/v1|\/backend-api\/codex)?\/models$/;
/** What Claude Code and Codex ask beside generation, which needs no more than a friendly answer. */
const SIDE_REQUESTS = /^\/(api|backend-api)\//;

/** Starts to listen. Rejects when the port is taken. */
export async function startDemoUpstream(options: DemoUpstreamOptions): Promise<DemoUpstream> {
  const { port, host = '127.0.0.1', now = Date.now } = options;
  const store = new ResponseStore();
  const server = http.createServer((request, response) => {
    answer(request, response, store, now()).catch((error: unknown) => {
      // The client left while it was answered, or its body was cut off.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  server.on('upgrade', (request, socket, head) => {
    if (!RESPONSES.test(pathOf(request.url ?? ''))) {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket as Socket, head, upgraded =>
      serveResponsesSocket(upgraded, store, now),
    );
  });
  sockets.on('headers', headers => {
    for (const [name, value] of Object.entries(openaiHeaders(now()))) headers.push(`${name}: ${value}`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  store: ResponseStore,
  nowMs: number,
): Promise<void> {
  const target = request.url ?? '/';
  const path = pathOf(target);
  const isPost = request.method === 'POST';
  const body = await readBody(request);
  if (isPost && MESSAGES.test(path))
    return answerGeneration(request, response, 'anthropic_messages', body, store, nowMs);
  if (isPost && CHAT.test(path))
    return answerGeneration(request, response, 'openai_chat', body, store, nowMs);
  if (isPost && RESPONSES.test(path))
    return answerGeneration(request, response, 'openai_responses', body, store, nowMs);
  if (isPost && COUNT_TOKENS.test(path)) {
    const asked = readDemoRequest(dialectFor('anthropic_messages'), parseJson(body), target);
    const input_tokens = Math.max(1, tokensOf(asked.newChars + asked.repeatedChars));
    return sendJson(request, response, 200, anthropicHeaders(nowMs), { input_tokens });
  }
  const isAnthropic = request.headers['anthropic-version'] !== undefined;
  const headers = isAnthropic ? anthropicHeaders(nowMs) : openaiHeaders(nowMs);
  if (MODELS.test(path))
    return sendJson(request, response, 200, headers, isAnthropic ? anthropicModels() : openaiModels());
  if (SIDE_REQUESTS.test(path)) return sendJson(request, response, 200, headers, { message: 'hello' });
  const error = isAnthropic ? anthropicError : openaiError;
  sendJson(request, response, 404, headers, error(404, `The demo has nothing at ${path}.`));
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const encodings = parseContentEncoding(request.headers['content-encoding'] ?? null);
  const { bytes } = await decodeBody(Buffer.concat(chunks), encodings);
  return new TextDecoder().decode(bytes);
}
