// Clients that keep a proxy busy and write down which answers they had, and when.
import http from 'node:http';

export interface AnsweredExchange {
  /** A word that stands in this request alone, and that its answer repeats. */
  marker: string;
  sessionId: string;
  /** `performance.now()` when the last byte was there. */
  answeredAt: number;
}

/** Kinds of conversation that take turns: streamed and plain, small and large, fast and slow. */
const PROMPTS = ['', ' demo:words 400', ' demo:slow 40', ` ${'lorem ipsum '.repeat(4000)}`];

/** Asks in several conversations at once, one request after the other in each, until it is stopped. */
export class LoadClient {
  readonly answered: AnsweredExchange[] = [];
  sentCount = 0;
  readonly #url: string;
  readonly #name: string;
  readonly #agent = new http.Agent({ keepAlive: true });
  #isStopped = false;
  #waiting: (() => void)[] = [];

  /** @param name makes its markers and sessions unlike those of other clients: letters and digits */
  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** Resolves when every conversation has ended: `stop` was called, or the proxy is gone. */
  async run(conversationCount: number): Promise<void> {
    await Promise.all(Array.from({ length: conversationCount }, (_, index) => this.#converse(index)));
    this.#agent.destroy();
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves once so many answers have come, or none will any more. */
  async untilAnswered(count: number): Promise<void> {
    while (this.answered.length < count && !this.#isStopped)
      await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  async #converse(index: number): Promise<void> {
    const sessionId = `${this.#name}-${index}`;
    const messages: { role: string; content: string }[] = [];
    for (let turn = 0; !this.#isStopped; turn++) {
      const marker = `m${this.#name}x${index}x${turn}m`;
      messages.push({ role: 'user', content: `${marker}${PROMPTS[(index + turn) % PROMPTS.length]}` });
      try {
        await this.#ask(sessionId, messages, turn % 2 === 0);
      } catch {
        // The proxy was killed: nobody was promised this exchange.
        this.#isStopped = true;
        return;
      }
      this.answered.push({ marker, sessionId, answeredAt: performance.now() });
      this.#wake();
      messages.push({ role: 'assistant', content: `reply ${turn}` });
    }
  }

  #ask(sessionId: string, messages: unknown[], isStreaming: boolean): Promise<void> {
    const body = JSON.stringify({
      model: 'claude-haiku-4-5',
      max_tokens: 100,
      stream: isStreaming,
      messages,
    });
    return new Promise((resolve, reject) => {
      const headers = {
        'user-agent': 'claude-cli/2.1.330 (external, cli)',
        'x-claude-code-session-id': sessionId,
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const request = http.request(
        new URL('/v1/messages', this.#url),
        { method: 'POST', headers, agent: this.#agent },
        response => {
          response.resume();
          response.once('error', reject);
          response.once('close', () =>
            response.complete && response.statusCode === 200
              ? resolve()
              : reject(new Error(`status ${response.statusCode}, cut off: ${!response.complete}`)),
          );
        },
      );
      this.sentCount++;
      request.once('error', reject);
      request.end(body);
    });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
