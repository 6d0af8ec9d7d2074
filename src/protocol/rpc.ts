// Typed calls over any message port: `{id, method, args}` there, `{id, ok}` or `{id, err}` back.
import { errorCode, errorMessage, LunaRouteError } from './errors.ts';

/** The part of a worker's port, a MessagePort or a webview that a call needs. */
export interface RpcPort {
  post(message: unknown, transfer?: readonly unknown[]): void;
  /** Registers the only listener. */
  listen(listener: (message: unknown) => void): void;
}

export type RpcCall = { rpc: 'call'; id: number; method: string; args: unknown[] };
export type RpcReply =
  | { rpc: 'reply'; id: number; ok: unknown }
  | { rpc: 'reply'; id: number; err: { code: string; message: string } };

// biome-ignore lint/suspicious/noExplicitAny: a contract's methods take whatever they declare
type Method = (...args: any[]) => unknown;
/** What the other side sees of a contract: every method returns a promise. */
export type Remote<Contract> = {
  [K in keyof Contract]: Contract[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

export interface RpcPeer<Theirs> {
  readonly remote: Remote<Theirs>;
  /** Calls with a transfer list, for ports and buffers that move to the other thread. */
  callWithTransfer<K extends keyof Theirs & string>(
    method: K,
    transfer: readonly unknown[],
    ...args: Theirs[K] extends (...args: infer A) => unknown ? A : never
  ): Promise<unknown>;
  /** Rejects every pending call with `code`; later calls reject at once. */
  close(code: string, message: string): void;
}

/**
 * Joins two contracts over one port: serves `ours` to the other side and returns `theirs` as promises.
 * A rejected call carries the other side's `code` and message as a `LunaRouteError`.
 */
export function connectRpc<Theirs>(port: RpcPort, ours: object): RpcPeer<Theirs> {
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let nextId = 1;
  let closed: LunaRouteError | undefined;

  port.listen(message => {
    if (isCall(message)) void answer(port, ours, message);
    else if (isReply(message)) settle(message);
  });

  function settle(reply: RpcReply): void {
    const waiting = pending.get(reply.id);
    if (waiting === undefined) return;
    pending.delete(reply.id);
    if ('err' in reply) waiting.reject(new LunaRouteError(reply.err.code, reply.err.message));
    else waiting.resolve(reply.ok);
  }

  function call(method: string, args: unknown[], transfer: readonly unknown[]): Promise<unknown> {
    if (closed !== undefined) return Promise.reject(closed);
    const id = nextId++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      port.post({ rpc: 'call', id, method, args } satisfies RpcCall, transfer);
    });
  }

  const remote = new Proxy({} as Remote<Theirs>, {
    // `then` must stay undefined, or awaiting the peer would send a call of that name.
    get: (_target, method) =>
      typeof method === 'string' && method !== 'then'
        ? (...args: unknown[]) => call(method, args, [])
        : undefined,
  });
  return {
    remote,
    callWithTransfer: (method, transfer, ...args) => call(method, args, transfer),
    close(code, message) {
      closed = new LunaRouteError(code, message);
      for (const waiting of pending.values()) waiting.reject(closed);
      pending.clear();
    },
  };
}

async function answer(port: RpcPort, ours: object, call: RpcCall): Promise<void> {
  try {
    const method = Object.hasOwn(ours, call.method)
      ? (ours as Record<string, unknown>)[call.method]
      : undefined;
    if (typeof method !== 'function') throw new LunaRouteError('unknown_method', `No method ${call.method}.`);
    const ok = await (method as Method).apply(ours, call.args);
    port.post({ rpc: 'reply', id: call.id, ok } satisfies RpcReply);
  } catch (error) {
    const err = { code: errorCode(error), message: errorMessage(error) };
    port.post({ rpc: 'reply', id: call.id, err } satisfies RpcReply);
  }
}

function isCall(message: unknown): message is RpcCall {
  return typeof message === 'object' && message !== null && 'rpc' in message && message.rpc === 'call';
}

function isReply(message: unknown): message is RpcReply {
  return typeof message === 'object' && message !== null && 'rpc' in message && message.rpc === 'reply';
}
