// The provider of the plumbing benchmark: a small JSON answer, or a stream whose events say when they were sent.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const EVENTS = 150;
const EVERY_MS = 5;
const ANSWER = JSON.stringify({
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: 'A sentence of an answer. '.repeat(60) }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 7000, output_tokens: 300 },
});

const server = http.createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.headers['x-bench-stream'] === undefined) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length });
      response.end(ANSWER);
    } else void stream(response);
  });
});

/** Milliseconds since the epoch with fractions stand in each event: every process here has the same clock. */
async function stream(response: http.ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let i = 0; i < EVENTS; i++) {
    const sentAt = performance.timeOrigin + performance.now();
    response.write(`event: ping\ndata: {"type":"ping","sent_at":${sentAt}}\n\n`);
    await delay(EVERY_MS);
  }
  response.end('event: message_stop\ndata: {"type":"message_stop"}\n\n');
}

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
