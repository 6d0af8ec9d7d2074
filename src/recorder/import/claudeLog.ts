// Reads a log of Claude Code: a line for each block of an answer, all with the answer's id, and one for each message.
import { mergeUsage, readUsage } from '../../core/dialects/anthropic/usage.ts';
import { isRecord, type JsonRecord, recordsOf, textOf, textOrNull } from '../../core/dialects/json.ts';
import { workspaceLabel } from '../../core/workspaceLabel.ts';
import { ClaudeThread, type PendingAnswer } from './claudeThread.ts';
import type { LogReader, LogSession, LogSink } from './logExchange.ts';

const MAIN = 'main';
/** Answers that Claude Code made up itself, such as a message about a failed request. */
const OWN_MODEL = '<synthetic>';
const KINDS: ReadonlySet<unknown> = new Set([
  'user',
  'assistant',
  'summary',
  'system',
  'custom-title',
  'ai-title',
]);
/** Threads of which something is pending, at most: sub-agents that run side by side. */
const KEPT_THREADS = 64;

export class ClaudeLog implements LogReader {
  private readonly sink: LogSink;
  /** By session and thread, least recently used first. */
  private readonly threads = new Map<string, ClaudeThread>();
  /** Of older logs, whose sub-agents have no id: the thread by the id of a line. */
  private readonly sidechains = new Map<string, string>();
  /** By the id of the last line they sum up, which may stand in another log. */
  private readonly summaries = new Map<string, string>();

  constructor(sink: LogSink) {
    this.sink = sink;
  }

  async line(value: JsonRecord): Promise<boolean> {
    if (!KINDS.has(value.type)) return typeof value.sessionId === 'string';
    if (value.type === 'summary') {
      this.summaries.set(textOf(value.leafUuid), textOf(value.summary));
      return true;
    }
    const sessionId = textOrNull(value.sessionId);
    if (sessionId === null) return false;
    const session = sessionOf(sessionId, value);
    if (value.type === 'custom-title' || value.type === 'ai-title') {
      this.title(session, textOf(value.customTitle ?? value.aiTitle ?? value.title), value);
      return true;
    }
    // Shown to the person, but never sent.
    if (value.isVisibleInTranscriptOnly === true) return true;
    const thread = this.threadOf(session, value);
    await this.trim();
    if (value.type === 'system') {
      // The conversation goes on with a summary: what was before is not sent any more.
      if (value.subtype === 'compact_boundary') await thread.restart();
      return true;
    }
    const { message } = value;
    if (!isRecord(message)) return true;
    if (value.isCompactSummary === true) await thread.restart();
    if (value.type === 'user') thread.user(message, timeOf(value));
    else await this.assistant(thread, message, value);
    const summary = this.summaries.get(textOf(value.uuid));
    if (summary !== undefined) this.title(session, summary, value);
    return true;
  }

  async end(): Promise<void> {
    for (const thread of this.threads.values()) await thread.settle();
    this.threads.clear();
    this.sidechains.clear();
    this.summaries.clear();
  }

  private async assistant(thread: ClaudeThread, message: JsonRecord, line: JsonRecord): Promise<void> {
    const id = textOrNull(message.id);
    if (id === null || message.model === OWN_MODEL || line.isApiErrorMessage === true) return;
    await thread.answer(id, pending => addBlocks(pending, message, line), timeOf(line));
  }

  private title(session: LogSession, title: string, line: JsonRecord): void {
    if (/\S/.test(title)) this.sink.title(session, title, timeOf(line));
  }

  private threadOf(session: LogSession, line: JsonRecord): ClaudeThread {
    const id = this.threadId(line);
    const key = `${session.key}\0${id}`;
    let thread = this.threads.get(key);
    if (thread === undefined) thread = new ClaudeThread(this.sink, session, id);
    else thread.session = session;
    this.threads.delete(key);
    this.threads.set(key, thread);
    return thread;
  }

  /** Ends threads that nothing was heard of for long. */
  private async trim(): Promise<void> {
    for (const [key, thread] of this.threads) {
      if (this.threads.size <= KEPT_THREADS) return;
      this.threads.delete(key);
      await thread.settle();
    }
  }

  private threadId(line: JsonRecord): string {
    if (line.isSidechain !== true) return MAIN;
    const agent = textOrNull(line.agentId);
    if (agent !== null) return agent;
    const uuid = textOf(line.uuid);
    const thread = this.sidechains.get(textOf(line.parentUuid)) ?? uuid;
    this.sidechains.set(uuid, thread);
    return thread;
  }
}

function sessionOf(sessionId: string, line: JsonRecord): LogSession {
  const cwd = textOrNull(line.cwd);
  return {
    key: `claude-code\0${sessionId}`,
    clientSessionId: sessionId,
    client: 'claude-code',
    clientVersion: textOrNull(line.version),
    workspace: cwd === null ? null : workspaceLabel(cwd),
  };
}

/** A line repeats the answer's head, with what is known by then; its content is one block more, as a rule. */
function addBlocks(pending: PendingAnswer, message: JsonRecord, line: JsonRecord): void {
  pending.model = textOrNull(message.model) ?? pending.model;
  pending.stopReason = textOrNull(message.stop_reason) ?? pending.stopReason;
  pending.requestId = textOrNull(line.requestId) ?? pending.requestId;
  // Counts are cumulative: the last line has them all.
  pending.usageRaw = mergeUsage(pending.usageRaw, message.usage);
  pending.usage = readUsage(pending.usageRaw, true);
  for (const block of recordsOf(message.content)) {
    const json = JSON.stringify(block);
    // Some versions write the whole answer again rather than one block more.
    if (!pending.blocks.includes(json)) pending.blocks.push(json);
    if (block.type === 'tool_use') pending.calledAt.set(textOf(block.id), timeOf(line));
  }
}

/** Milliseconds since the epoch; NaN when the line has no time. */
function timeOf(line: JsonRecord): number {
  return Date.parse(textOf(line.timestamp));
}
