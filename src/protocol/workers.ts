// The contracts of the two worker threads with the service that starts them.
import type { PriceOverrides } from './prices.ts';
import type { RedactionOptions } from './redaction.ts';
import type { RetentionPolicy } from './retention.ts';
import type { Origin, Provider } from './wire.ts';

/** How to reach upstreams: VS Code's settings and the environment, resolved by whoever starts the gateway. */
export interface NetworkOptions {
  /** Proxy for http: and https: upstreams, e.g. `http://user:pass@proxy:3128`; null for none. */
  httpProxy: string | null;
  httpsProxy: string | null;
  /** Host patterns as in NO_PROXY: `example.com`, `.example.com`, `10.0.0.0/8`, `*`, `host:port`. */
  noProxy: readonly string[];
  /** False accepts any certificate (VS Code's `http.proxyStrictSSL`). */
  isStrictTls: boolean;
  /** PEM certificates trusted beside Node's own. */
  extraCertificates: readonly string[];
}

export interface GatewayOptions {
  version: string;
  /** Tried first at every start; 0 takes a free port. */
  port: number;
  host: string;
  /** Also listen on `::1`, same port. */
  isIpv6LoopbackOn: boolean;
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
  /** Base URLs as SDKs take them: Anthropic's without `/v1`, OpenAI's with it. */
  upstreams: Readonly<Record<Provider, string>>;
  token: string;
  isMetricsOpen: boolean;
  isLoggingRequests: boolean;
  network: NetworkOptions;
  /** Copy at most this much of one body (wire bytes). */
  maxCaptureBytesPerBody: number;
  /** At most this many captured bytes may wait for the recorder. */
  maxUnacknowledgedBytes: number;
}

export interface ListeningState {
  url: string;
  port: number;
  /** The configured port was taken by another program. */
  isFallbackPort: boolean;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What the service calls on the gateway worker. */
export interface GatewayContract {
  /**
   * Binds a port for the API alone. Proxied paths answer 503 `proxy_stopped` or, with `willStart`, wait for the `start`
   * or `stop` that follows.
   */
  listen(options: GatewayOptions, willStart: boolean): Promise<ListeningState>;
  /** Starts proxying; moves back to the configured port when that is free now. */
  start(options: GatewayOptions): Promise<ListeningState>;
  /**
   * Stops proxying: new requests get 503 `proxy_stopped`, streams in flight have `graceMs` to end. The port
   * stays bound, so nobody else can collect the keys of clients that still point here.
   */
  stop(graceMs: number): Promise<void>;
  /** Replaces the recorder's port (it comes in the transfer list); null detaches a dead recorder. */
  attachRecorder(port: unknown): void;
  /** What `/healthz` and `/readyz` say about recording while a recorder is attached; `on` until told otherwise. */
  recordingChanged(recording: RecordingState): void;
  /** Stops accepting, drains within `graceMs`, closes everything. */
  close(graceMs: number): Promise<void>;
}

export const CONTROL_ACTIONS = [
  'start',
  'stop',
  'restart',
  'pause',
  'resume',
  'private',
  'compact',
  'cancel',
  'flush',
  'demo',
] as const;
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

/** What the gateway worker calls on the service. */
export interface GatewayHostContract {
  /** `POST /control/<action>`; the answer is the API's body. */
  control(action: ControlAction): Promise<{ state: ServiceState }>;
  log(level: LogLevel, message: string): void;
}

export interface RecorderOptions {
  version: string;
  dataFolder: string;
  /** Path of `sql-wasm.wasm`. */
  sqlWasmPath: string;
  isRecording: boolean;
  /** Set by a person, over those of the bundled table. */
  prices: PriceOverrides;
  /** Labels of workspaces of which nothing is ever written. */
  excludedWorkspaces: readonly string[];
  /** Null: everything is recorded as it came. */
  redaction: RedactionOptions | null;
  /** Highest lease number at start: writes stop as soon as a higher one exists. Null without a lease. */
  fence: number | null;
  retention: RetentionPolicy;
}

/** `private`: paused until told otherwise, or until the window that asked for it closes. */
export const RECORDING_STATES = ['on', 'paused', 'private', 'off', 'failed'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

/** Why nothing, or not everything, is being recorded; shown to the user as one sentence. */
export interface RecorderProblem {
  code: string;
  message: string;
}

export interface RecorderStatus {
  recording: RecordingState;
  problem: RecorderProblem | null;
  /** Rebuilding the index: journals read and to be read. */
  rebuild: { done: number; total: number } | null;
}

/** What the service calls on the recorder worker. */
export interface RecorderContract {
  /** Opens or rebuilds the index and begins to replay the journal's tail. */
  open(options: RecorderOptions): Promise<RecorderStatus>;
  /**
   * Resolves when requests can be taken to the sessions of earlier processes, or that takes too long. What comes before
   * waits in memory, and would be lost with the process.
   */
  sessionsKnown(): Promise<void>;
  /** @param origin what comes over this port is recorded as */
  attachGateway(port: unknown, origin: Origin): void;
  setRecording(isRecording: boolean): RecorderStatus;
  /** Computes all costs again where prices changed. */
  setPrices(prices: PriceOverrides): void;
  /** Labels of workspaces of which nothing is recorded from now on. */
  setExcludedWorkspaces(labels: readonly string[]): void;
  /** What comes from now on is redacted by these rules; what is recorded stays as it is. */
  setRedaction(options: RedactionOptions): Promise<RecorderStatus>;
  setRetention(policy: RetentionPolicy): void;
  /** Compresses all quiet sessions and applies retention. Resolves at its end, or when it was cancelled. */
  compact(): Promise<void>;
  /** Ends the task at work, if any. */
  cancel(): void;
  /** Resolves when everything received so far is in the journal. */
  flush(): Promise<void>;
  /** Flushes, snapshots the index, ends; the text is the session statistics a person reads at shutdown. */
  close(): Promise<{ statistics: string }>;
}

/** What the recorder worker calls on the service. */
export interface RecorderHostContract {
  statusChanged(status: RecorderStatus): void;
  log(level: LogLevel, message: string): void;
}

/** What the service calls on the demo's worker. */
export interface DemoContract {
  /** Starts the demo upstream on a free port of loopback. */
  open(): Promise<{ url: string }>;
  /** Plays the session through the proxy at `proxyUrl`; resolves when the last answer has come. */
  play(proxyUrl: string): Promise<void>;
}

export type ServiceState = 'stopped' | 'starting' | 'running' | 'stopping' | 'error';
