// The contracts of the two worker threads with the service that starts them.
import type { PriceOverrides } from './prices.ts';
import type { Provider } from './wire.ts';

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
  /** Binds a port for the API alone; proxied paths answer 503 `proxy_stopped`. */
  listen(options: GatewayOptions): Promise<ListeningState>;
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

export type ControlAction = 'start' | 'stop' | 'restart' | 'pause' | 'resume' | 'compact' | 'flush';

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
  /** Highest lease number at start: writes stop as soon as a higher one exists. Null without a lease. */
  fence: number | null;
}

export type RecordingState = 'on' | 'paused' | 'off' | 'failed';

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
  /** Opens or rebuilds the index and replays the journal's tail. */
  open(options: RecorderOptions): Promise<RecorderStatus>;
  attachGateway(port: unknown): void;
  setRecording(isRecording: boolean): RecorderStatus;
  /** Computes all costs again where prices changed. */
  setPrices(prices: PriceOverrides): void;
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

export type ServiceState = 'stopped' | 'starting' | 'running' | 'stopping' | 'error';
