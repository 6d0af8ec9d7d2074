// One node for each session, the same object across refreshes, so that single rows can be shown again.
import type { LiveSnapshot, SessionSummary } from '../../protocol/api.ts';
import type { Running, SessionNode } from './nodes.ts';

export class SessionNodes {
  #nodes = new Map<string, SessionNode>();
  #running = new Map<string, Running>();

  /** @returns a node for each session, once, in the order given */
  show(sessions: readonly SessionSummary[]): SessionNode[] {
    const next = new Map<string, SessionNode>();
    for (const session of sessions) {
      const running = this.#running.get(session.id) ?? null;
      const node = this.#nodes.get(session.id);
      if (node === undefined) next.set(session.id, { kind: 'session', session, running });
      else next.set(session.id, Object.assign(node, { session, running }));
    }
    this.#nodes = next;
    return [...next.values()];
  }

  /** @returns nodes whose running requests changed */
  liveChanged(live: LiveSnapshot | null): SessionNode[] {
    const before = this.#running;
    this.#running = runningBySession(live);
    const ids = new Set([...before.keys(), ...this.#running.keys()]);
    const changed: SessionNode[] = [];
    for (const id of ids) {
      const node = this.#nodes.get(id);
      if (node === undefined || isSame(before.get(id), this.#running.get(id))) continue;
      node.running = this.#running.get(id) ?? null;
      changed.push(node);
    }
    return changed;
  }

  /** Those with a request that runs. */
  running(): SessionNode[] {
    return [...this.#nodes.values()].filter(node => node.running !== null);
  }

  clear(): void {
    this.#nodes.clear();
    this.#running.clear();
  }
}

function runningBySession(live: LiveSnapshot | null): Map<string, Running> {
  const running = new Map<string, Running>();
  for (const { session_id: id, started_at: startedAt } of live?.active ?? []) {
    if (id === null) continue;
    const other = running.get(id);
    const isOlder = other === undefined || startedAt < other.startedAt;
    running.set(id, {
      count: (other?.count ?? 0) + 1,
      startedAt: isOlder ? startedAt : other.startedAt,
    });
  }
  return running;
}

function isSame(a: Running | undefined, b: Running | undefined): boolean {
  return a?.count === b?.count && a?.startedAt === b?.startedAt;
}
