// The recorder as the service calls it: opened once, then recording, paused, flushed and closed.
import { randomBytes } from 'node:crypto';
import { MessagePort } from 'node:worker_threads';
import { createWallClock } from '../core/wallClock.ts';
import { LunaRouteError } from '../protocol/errors.ts';
import type { PriceOverrides } from '../protocol/prices.ts';
import type { RedactionOptions } from '../protocol/redaction.ts';
import type { RetentionPolicy } from '../protocol/retention.ts';
import type { Origin } from '../protocol/wire.ts';
import type {
  LogLevel,
  RecorderContract,
  RecorderHostContract,
  RecorderOptions,
  RecorderStatus,
} from '../protocol/workers.ts';
import { OpenRecorder, type RecorderEnvironment } from './openRecorder.ts';
import { RecordingStatus } from './recordingStatus.ts';

/** What the recorder tells the service; nothing waits for it. */
export type RecorderHost = { [K in keyof RecorderHostContract]: RecorderHostContract[K] };

export class Recorder implements RecorderContract {
  private readonly host: RecorderHost;
  private readonly environment: RecorderEnvironment;
  private status: RecordingStatus | null = null;
  private opened: OpenRecorder | null = null;

  constructor(host: RecorderHost, environment: Partial<RecorderEnvironment> = {}) {
    this.host = host;
    this.environment = {
      now: createWallClock().now,
      newId: () => randomBytes(8).toString('hex'),
      log: (level: LogLevel, message: string) => host.log(level, message),
      ...environment,
    };
  }

  /** @throws LunaRouteError `already_open` */
  async open(options: RecorderOptions): Promise<RecorderStatus> {
    if (this.status !== null) throw new LunaRouteError('already_open', 'The recorder is open already.');
    const status = new RecordingStatus(options.isRecording, changed => {
      this.opened?.statusChanged(changed);
      this.host.statusChanged(changed);
    });
    this.status = status;
    this.opened = await OpenRecorder.open(options, this.environment, status);
    return status.current();
  }

  async sessionsKnown(): Promise<void> {
    await this.recorder().replay?.sessionsKnown;
  }

  /** @param port the gateway's MessagePort */
  attachGateway(port: unknown, origin: Origin): void {
    if (!(port instanceof MessagePort)) throw new LunaRouteError('bad_port', 'Not a message port.');
    this.recorder().attachGateway(port, origin);
  }

  setRecording(isRecording: boolean): RecorderStatus {
    if (this.status === null) throw notOpen();
    this.status.setRecording(isRecording);
    return this.status.current();
  }

  setPrices(prices: PriceOverrides): void {
    this.recorder().setPrices(prices);
  }

  setExcludedWorkspaces(labels: readonly string[]): void {
    this.recorder().setExcludedWorkspaces(labels);
  }

  async setRedaction(options: RedactionOptions): Promise<RecorderStatus> {
    if (this.status === null) throw notOpen();
    await this.recorder().setRedaction(options);
    return this.status.current();
  }

  setRetention(policy: RetentionPolicy): void {
    this.recorder().storage.setPolicy(policy);
  }

  async compact(): Promise<void> {
    const recorder = this.recorder();
    await recorder.flush();
    await recorder.storage.compact();
  }

  cancel(): void {
    this.recorder().storage.maintenance?.cancel();
  }

  flush(): Promise<void> {
    return this.recorder().flush();
  }

  async close(): Promise<{ statistics: string }> {
    const recorder = this.recorder();
    this.opened = null;
    return { statistics: await recorder.close() };
  }

  private recorder(): OpenRecorder {
    if (this.opened === null) throw notOpen();
    return this.opened;
  }
}

function notOpen(): LunaRouteError {
  return new LunaRouteError('not_open', 'The recorder is not open.');
}
