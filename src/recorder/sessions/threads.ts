// The threads of a session: which one a request belongs to, and which request it goes on with.
import {
  compareHistory,
  digestHistory,
  type HistoryDigest,
  isCompacted,
  type KnownHistory,
  knownHistory,
} from '../../core/identity/conversation.ts';
import type { HistoryMark } from '../../protocol/journal.ts';
import { MAIN_THREAD, type ThreadKind } from '../../protocol/thread.ts';
import type { UnderstoodRequest } from '../exchange/understandRequest.ts';

export const TITLE_THREAD = 'title';

/** Histories that a later request may go on with: the newest of each thread, and of all of them. */
const KEPT_OF_THREAD = 8;
const KEPT_HISTORIES = 200;
/** Answers that a later request may name. */
const KEPT_RESPONSES = 500;

export interface Placement {
  threadId: string;
  parentThreadId: string | null;
  kind: ThreadKind;
  /** The request before it; null when there is none, or none that is known. */
  continues: string | null;
  /** Names an answer that is not recorded. */
  unknownParent: string | null;
  /** Nothing of the thread came before. */
  isNew: boolean;
  /** Of the whole history, also where the provider keeps its beginning; empty when that is not known. */
  digest: HistoryDigest;
}

interface KeptHistory extends KnownHistory {
  requestId: string;
  threadId: string;
  continues: string | null;
  at: number;
}

interface NamedAnswer {
  requestId: string;
  threadId: string;
  /** The history with the answer; null when it is not known. */
  history: KnownHistory | null;
}

interface ThreadState {
  parentId: string | null;
  kind: ThreadKind;
  /** Of the first prompt, as in `HistoryMark`. */
  prompts: Set<string>;
  hasTools: boolean;
}

export class Threads {
  private readonly threads = new Map<string, ThreadState>();
  private histories: KeptHistory[] = [];
  private readonly responses = new Map<string, NamedAnswer>();

  /** @param isPrewarm tells an answer that warmed a connection up: nothing came before it */
  place(request: UnderstoodRequest, isPrewarm: (responseId: string) => boolean): Placement {
    const { previousResponseId } = request.facts;
    const named = previousResponseId === null ? undefined : this.responses.get(previousResponseId);
    const isWhole = previousResponseId === null || isPrewarm(previousResponseId);
    const digest = isWhole ? request.digest : digestAfter(named?.history ?? null, request);
    const earlier = isWhole ? this.findHistory(digest) : undefined;
    const threadId = this.threadOf(request, named ?? earlier);
    const isUnknown = !isWhole && named === undefined;
    const isRepeat = earlier !== undefined && earlier.length === digest.length;
    const known = this.threads.get(threadId);
    return {
      threadId,
      parentThreadId: known === undefined ? request.identity.parentThreadId : known.parentId,
      kind: known?.kind ?? kindOf(threadId, request),
      continues: named?.requestId ?? (isRepeat ? earlier.continues : earlier?.requestId) ?? null,
      unknownParent: isUnknown ? previousResponseId : null,
      isNew: known === undefined,
      digest,
    };
  }

  /** Remembers a request where `place` put it. Helper calls begin no conversation, but may begin a thread. */
  keep(request: UnderstoodRequest, placement: Placement, at: number): void {
    const { isGeneration } = request.facts;
    this.note(placement.threadId, {
      parentId: placement.parentThreadId,
      kind: placement.kind,
      prompt: isGeneration && placement.kind !== 'title' ? request.promptName : null,
      hasTools: request.facts.tools.length > 0,
    });
    const history = knownHistory(placement.digest);
    if (!isGeneration || history === null) return;
    this.keepHistory({
      ...history,
      requestId: request.start.requestId,
      threadId: placement.threadId,
      continues: placement.continues,
      at,
    });
  }

  /** Takes over what an earlier process recorded. */
  restore(request: {
    requestId: string;
    threadId: string;
    parentThreadId: string | null;
    kind: ThreadKind;
    continues: string | null;
    history: HistoryMark | undefined;
    at: number;
  }): void {
    const { requestId, threadId, continues, history, at } = request;
    this.note(threadId, {
      parentId: request.parentThreadId,
      kind: request.kind,
      prompt: request.kind === 'title' ? null : (history?.prompt ?? null),
      // Unknown: a later request with tools then needs no special treatment.
      hasTools: true,
    });
    if (history === undefined) return;
    this.keepHistory({ length: history.length, digest: history.digest, requestId, threadId, continues, at });
  }

  /** A later request may name the answer instead of sending its history. */
  answered(responseId: string, answer: NamedAnswer): void {
    this.responses.set(responseId, answer);
    const [oldest] = this.responses.keys();
    if (this.responses.size > KEPT_RESPONSES && oldest !== undefined) this.responses.delete(oldest);
  }

  /** Whether a request with this history goes on with a conversation of this session. */
  isContinuedBy(later: HistoryDigest, at: number, repeatWithinMs: number): boolean {
    return this.histories.some(earlier => {
      const relation = compareHistory(later, earlier);
      // The same once more is a retry soon after, and somebody who starts again much later.
      return relation === 'continues' || (relation === 'repeats' && at - earlier.at <= repeatWithinMs);
    });
  }

  private threadOf(request: UnderstoodRequest, earlier: { threadId: string } | undefined): string {
    const { facts, identity } = request;
    if (identity.threadId !== null) return identity.threadId;
    if (facts.isTitleRequest) return TITLE_THREAD;
    if (identity.isThreadKnown) return MAIN_THREAD;
    if (earlier !== undefined) return earlier.threadId;
    const main = this.threads.get(MAIN_THREAD);
    // Nothing tells it apart: probes, token counting, bodies that can't be read, a history that was summed up.
    const isOpen = request.promptName === null || !facts.isGeneration || request.digest.length === 0;
    if (main === undefined || main.prompts.size === 0 || isOpen || isCompacted(facts.messages))
      return MAIN_THREAD;
    const samePrompt = [...this.threads].find(([, { prompts }]) => prompts.has(request.promptName ?? ''));
    if (samePrompt !== undefined) return samePrompt[0];
    // Agents offer tools; what came before them without any was a side question.
    if (facts.tools.length > 0 && !main.hasTools) return MAIN_THREAD;
    return request.start.requestId;
  }

  /** The longest that the digest starts with, the newest among equals. */
  private findHistory(digest: HistoryDigest): KeptHistory | undefined {
    let best: KeptHistory | undefined;
    for (const earlier of this.histories) {
      // What asks for a title quotes the conversation: that joins the session, but nothing goes on with it.
      if (earlier.threadId === TITLE_THREAD || compareHistory(digest, earlier) === 'unrelated') continue;
      if (best === undefined || earlier.length >= best.length) best = earlier;
    }
    return best;
  }

  private keepHistory(history: KeptHistory): void {
    const ofThread = this.histories.filter(({ threadId }) => threadId === history.threadId);
    const oldest = ofThread.length < KEPT_OF_THREAD ? undefined : ofThread[0];
    const kept = this.histories.filter(earlier => earlier !== oldest);
    this.histories = [...kept, history].slice(-KEPT_HISTORIES);
  }

  private note(
    id: string,
    seen: { parentId: string | null; kind: ThreadKind; prompt: string | null; hasTools: boolean },
  ): void {
    const state = this.threads.get(id) ?? {
      parentId: seen.parentId,
      kind: seen.kind,
      prompts: new Set<string>(),
      hasTools: false,
    };
    if (seen.prompt !== null) state.prompts.add(seen.prompt);
    state.hasTools ||= seen.hasTools;
    this.threads.set(id, state);
  }
}

/** Empty when it is not known what came before. */
function digestAfter(before: KnownHistory | null, request: UnderstoodRequest): HistoryDigest {
  return before === null ? [] : digestHistory(request.facts.messages, request.nameOf, before);
}

function kindOf(threadId: string, request: UnderstoodRequest): ThreadKind {
  if (threadId === MAIN_THREAD) return 'main';
  if (threadId === TITLE_THREAD) return 'title';
  return threadId === request.identity.threadId ? 'sub_agent' : 'conversation';
}
