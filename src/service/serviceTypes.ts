// What a running LunaRoute is made from, and how it and a window's part in it look from outside.
import * as z from 'zod/mini';
import type { RedactionKeys } from '../protocol/redaction.ts';
import type { Settings } from '../protocol/settings.ts';
import { type LogLevel, type NetworkOptions, RECORDING_STATES } from '../protocol/workers.ts';

export type Log = (level: LogLevel, message: string) => void;

/** Ends a subscription; calling it again does nothing. */
export type Unsubscribe = () => void;

/** Read anew before every start, so that changed settings apply. */
export interface ServiceConfig {
  settings: Settings;
  network: NetworkOptions;
  /** Null or left out: there is none (yet). */
  redactionKeys?: RedactionKeys | null;
}

const problem = z.nullable(z.object({ code: z.string(), message: z.string() }));

/** Also crosses the lock socket to attached windows, possibly of another version: unknown keys are dropped. */
export const serviceSnapshot = z.object({
  state: z.enum(['stopped', 'starting', 'running', 'stopping', 'error']),
  /** Where proxy and API listen; null while nothing listens. A stopped proxy keeps its API and its port. */
  url: z.nullable(z.string()),
  port: z.nullable(z.number()),
  /** The configured port was taken by another program. */
  isFallbackPort: z.boolean(),
  recording: z.enum(RECORDING_STATES),
  /** Why not everything is being recorded. */
  problem,
  rebuild: z.nullable(z.object({ done: z.number(), total: z.number() })),
  /** Why `state` is `error`. */
  error: problem,
});

/** The whole state of one running LunaRoute; events carry it complete, never as a delta. */
export type ServiceSnapshot = z.infer<typeof serviceSnapshot>;

export const IDLE_SNAPSHOT: ServiceSnapshot = {
  state: 'stopped',
  url: null,
  port: null,
  isFallbackPort: false,
  recording: 'off',
  problem: null,
  rebuild: null,
  error: null,
};

/** `joining`: finding out who owns the data folder. */
export type ParticipantRole = 'joining' | 'owner' | 'attached' | 'closed';

export interface ParticipantSnapshot extends ServiceSnapshot {
  role: ParticipantRole;
  /** Process that runs the service; null while joining or closed. */
  ownerPid: number | null;
}

/** Whether to proxy on becoming the first owner: as it was left, or as told. A take-over always goes on as it was. */
export type InitialState = 'asLeft' | 'running' | 'stopped';

/** What a person may do; the owner acts directly, an attached window through `POST /control/…`. */
export interface ServiceControls {
  /** Resolves when the proxy runs; rejects with `LunaRouteError` when it can't. */
  start(): Promise<void>;
  /** Ends proxying; API, views and recorder go on. */
  stop(): Promise<void>;
  /** Stops and starts with the settings as they are now. */
  restart(): Promise<void>;
  /** Pauses recording; requests still pass through. */
  pause(): Promise<void>;
  /** Ends a pause and a private session. */
  resume(): Promise<void>;
  /** Nothing of what starts now is recorded until `resume`; shown apart from a pause. */
  private(): Promise<void>;
  /** Plays the demo session into the record; resolves when it is there. */
  demo(): Promise<void>;
  /** Resolves when everything received so far is in the journal. */
  flush(): Promise<void>;
}

/** One process' part in the service of a data folder: its owner, or attached to the owner (class `Participant`). */
export interface ServiceParticipant extends ServiceControls {
  readonly snapshot: ParticipantSnapshot;
  /** Where the API is now; null while nothing listens. Fits `new ApiClient(() => participant.address)`. */
  readonly address: { url: string; token: string } | null;
  /** Told after each change of `snapshot`, at most 4 times a second except for changes of role and state. */
  onChange(listener: (snapshot: ParticipantSnapshot) => void): Unsubscribe;
  /** Becomes owner or attaches; resolves when the API can be asked. Call once. */
  join(initial: InitialState): Promise<void>;
  /** Lets changed settings apply where no restart is needed (`record.enabled`, `redaction.*`). */
  applySettings(): Promise<void>;
  /** Leaves. An owner drains for `graceMs`; `statistics` is what a person reads at shutdown, null unless owner. */
  close(graceMs: number): Promise<{ statistics: string | null }>;
}
