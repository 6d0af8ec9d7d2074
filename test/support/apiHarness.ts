// An API over an index of its own, asked as the gateway asks it: through messages, with bounded answers.
import { TABLE_PRICES } from '../../src/core/pricing/priceBook.ts';
import type { RecorderMessage } from '../../src/protocol/capture.ts';
import { LunaRouteError } from '../../src/protocol/errors.ts';
import { type Api, createApi } from '../../src/recorder/api/createApi.ts';
import { Importer } from '../../src/recorder/import/importer.ts';
import type { RecordIndex } from '../../src/recorder/index/recordIndex.ts';
import { removeJournalFiles } from '../../src/recorder/journal/journalPaths.ts';
import { JournalWriter } from '../../src/recorder/journal/journalWriter.ts';
import { temporarySalt } from '../../src/recorder/journal/salt.ts';
import { LiveFeed } from '../../src/recorder/live/liveFeed.ts';
import { LiveState } from '../../src/recorder/live/liveState.ts';
import { RecorderMetrics } from '../../src/recorder/metrics/recorderMetrics.ts';
import { RecordingStatus } from '../../src/recorder/recordingStatus.ts';
import { Redaction } from '../../src/recorder/redaction/redaction.ts';

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export class ApiHarness {
  readonly api: Api;
  readonly live: LiveState;
  readonly metrics = new RecorderMetrics(() => 0);
  readonly forgotten: string[] = [];
  readonly log: string[] = [];
  now: number;
  private nextId = 1;

  constructor(index: RecordIndex | null, now: number) {
    this.now = now;
    this.live = new LiveState({
      version: '9.9.9',
      pid: 4711,
      now: () => this.now,
      index: () => index,
      storage: () => ({ size_bytes: null, task: null }),
    });
    index?.onChange(() => this.live.indexChanged());
    this.api = createApi({
      index: () => index,
      live: new LiveFeed(this.live),
      metrics: () => this.metrics.text(),
      now: () => this.now,
      redaction: new Redaction(
        '',
        () => false,
        new RecordingStatus(true, () => undefined),
        () => undefined,
      ),
      removeSession: async (id, file) => {
        this.forgotten.push(id);
        if (index !== null) await removeJournalFiles(index.dataFolder, file);
        return true;
      },
      maintenance: () => null,
      writeMarks: async (file, event) => {
        if (!(await writerOf(index).write(file, [event])))
          throw new LunaRouteError('not_writable', 'Not now.');
      },
      importer: new Importer({
        ...{ dataFolder: index?.dataFolder ?? '', salt: temporarySalt(), index, now: () => this.now },
        untilCaughtUp: async () => index?.idle(),
        redact: text => text,
        prices: () => TABLE_PRICES,
        write: (file, events) => writerOf(index).write(file, events),
      }),
      log: (_level, message) => this.log.push(message),
    });
  }

  /** Asks and acknowledges until the answer is whole. */
  async ask(method: string, target: string, body = ''): Promise<ApiAnswer> {
    const id = this.nextId++;
    const answer: ApiAnswer = { status: 0, headers: {}, text: '' };
    const chunks: Uint8Array[] = [];
    await this.api.handle({ type: 'api_request', id, method, target, body }, message => {
      if (message.type === 'api_response_head') {
        answer.status = message.status;
        answer.headers = message.headers;
      } else if (message.type === 'api_response_chunk') {
        chunks.push(message.bytes);
        queueMicrotask(() => this.api.ack(id, message.bytes.length));
      }
    });
    answer.text = Buffer.concat(chunks).toString('utf8');
    return answer;
  }

  /** The body of a successful GET. */
  async get<Body>(target: string): Promise<Body> {
    const answer = await this.ask('GET', target);
    if (answer.status !== 200) throw new Error(`${target}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Body;
  }

  /** Status and error code of a request that fails. */
  async failure(
    method: string,
    target: string,
    body = '',
  ): Promise<{ status: number; code: string; message: string }> {
    const { status, text } = await this.ask(method, target, body);
    const { error } = JSON.parse(text) as { error: { code: string; message: string } };
    return { status, ...error };
  }

  /** Begins an answer that the test acknowledges and cancels itself. */
  open(target: string, onMessage: (message: RecorderMessage) => void): { id: number; done: Promise<void> } {
    const id = this.nextId++;
    return {
      id,
      done: this.api.handle({ type: 'api_request', id, method: 'GET', target, body: '' }, onMessage),
    };
  }
}

function writerOf(index: RecordIndex | null): JournalWriter {
  if (index === null) throw new LunaRouteError('not_writable', 'There is no index.');
  const { dataFolder } = index;
  const ignore = (): void => undefined;
  return new JournalWriter({
    dataFolder,
    fence: null,
    follower: index,
    onProblem: ignore,
    onLost: ignore,
    log: ignore,
  });
}
