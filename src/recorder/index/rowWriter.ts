// Folds journal events into rows of sessions, requests and tool calls, each event once, in any batches.
import type { PriceBook } from '../../core/pricing/priceBook.ts';
import { readQuotas } from '../../core/quota/readQuotas.ts';
import { sampleOf } from '../../core/statistics/durationScale.ts';
import type {
  JournalEvent,
  RequestEvent,
  ResponseEvent,
  SessionMarked,
  SessionStarted,
  SessionTitled,
  ThreadStarted,
} from '../../protocol/journal.ts';
import type { Provider } from '../../protocol/wire.ts';
import type { PlacedEvent } from '../journal/position.ts';
import { ASKED_COLUMNS, type AskedRow, writeAnswer } from './answerRow.ts';
import { writeQuotas } from './quotaRows.ts';
import type { RollUps } from './rollUps.ts';
import { SLOT_MS } from './schema.ts';
import type { SqlDatabase } from './sqlEngine.ts';

export class RowWriter {
  private readonly database: SqlDatabase;
  private readonly rollUps: RollUps;
  private readonly prices: () => PriceBook;
  /** Session id → key and journal. A copy of a journal under another name is not counted again. */
  private readonly sessions = new Map<string, { key: number; file: string }>();

  constructor(database: SqlDatabase, rollUps: RollUps, prices: () => PriceBook) {
    this.database = database;
    this.rollUps = rollUps;
    this.prices = prices;
  }

  /** Inside a transaction of the roll-ups. */
  write({ event, at }: PlacedEvent): void {
    const session = this.sessionOf(event, at.file);
    if (session === null) return;
    if (event.type === 'session_started') this.writeStart(session, event);
    else if (event.type === 'session_titled') this.writeTitle(session, event);
    else if (event.type === 'session_marked') this.writeMarks(session, event);
    else if (event.type === 'thread_started') this.writeThread(session, event);
    else if (event.type === 'request') this.writeRequest(session, event);
    else if (event.type === 'response') this.writeResponse(session, event, at.offset, at.length);
    else if (event.type === 'session_idle') {
      this.database.run('UPDATE sessions SET is_idle = 1 WHERE key = ?', [session]);
    }
  }

  /** Forgets keys that a rollback or a deletion took back. */
  forgetSessions(): void {
    this.sessions.clear();
  }

  private sessionOf(event: JournalEvent, file: string): number | null {
    const known = this.sessions.get(event.session_id) ?? this.findSession(event.session_id);
    if (known !== null) return known.file === file ? known.key : null;
    // Normally by `session_started`; its line may have been damaged.
    this.database.run(
      "INSERT INTO sessions (id, file, client, started_at, ended_at) VALUES (?, ?, 'unknown', ?, ?)",
      [event.session_id, file, event.timestamp, event.timestamp],
    );
    return this.findSession(event.session_id)?.key ?? null;
  }

  private findSession(id: string): { key: number; file: string } | null {
    const row = this.database.get<{ key: number; file: string }>(
      'SELECT key, file FROM sessions WHERE id = ?',
      [id],
    );
    if (row !== null) this.sessions.set(id, row);
    return row;
  }

  private writeStart(session: number, event: SessionStarted): void {
    this.database.run(
      `UPDATE sessions SET client_session_id = ?, client = ?, client_version = ?, workspace = ?, origin = ?,
        started_at = ?, ended_at = max(ended_at, ?) WHERE key = ?`,
      [
        event.client_session_id,
        event.client,
        event.client_version,
        event.workspace,
        event.origin ?? 'recorded',
        event.timestamp,
        event.timestamp,
        session,
      ],
    );
  }

  private writeTitle(session: number, event: SessionTitled): void {
    this.database.run(
      `UPDATE sessions SET recorded_title = ?1, title = coalesce(custom_title, ?1), title_source = ?2
        WHERE key = ?3 AND (title_source IS NOT 'title_request' OR ?2 = 'title_request')`,
      [event.title, event.source, session],
    );
  }

  private writeMarks(session: number, { title, pinned, tags, note }: SessionMarked): void {
    const set = (columns: string, value: string | number | null): void =>
      this.database.run(`UPDATE sessions SET ${columns} WHERE key = ?2`, [value, session]);
    if (title !== undefined) set('custom_title = ?1, title = coalesce(?1, recorded_title)', title);
    if (pinned !== undefined) set('pinned = ?1', pinned ? 1 : 0);
    if (tags !== undefined) set('tags = ?1', JSON.stringify(tags));
    if (note !== undefined) set('note = ?1', note);
  }

  private writeThread(session: number, event: ThreadStarted): void {
    this.database.run(
      'INSERT OR IGNORE INTO threads (session, id, parent_id, kind, title) VALUES (?, ?, ?, ?, ?)',
      [session, event.thread_id, event.parent_thread_id, event.kind, event.title],
    );
  }

  private writeRequest(session: number, event: RequestEvent): void {
    if (event.request_id === null) return;
    const startedMs = Date.parse(event.timestamp);
    const slot = Math.floor(startedMs / SLOT_MS);
    this.database.run(
      `INSERT OR IGNORE INTO requests (session, id, slot, started_ms, thread_id, parent_thread_id, transport,
        method, target, dialect, provider, upstream, model, is_generation, is_api_equivalent, continues,
        is_parent_unknown, history_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        CASE WHEN (SELECT client_session_id FROM sessions WHERE key = ?1) IS NULL THEN ? END)`,
      [
        session,
        event.request_id,
        slot,
        startedMs,
        event.thread_id,
        event.parent_thread_id,
        event.transport,
        event.method,
        event.target,
        event.dialect,
        event.provider,
        event.upstream,
        event.model,
        event.is_generation ? 1 : 0,
        event.auth.kind === 'oauth' ? 1 : 0,
        event.continues ?? null,
        event.unknown_parent === undefined ? 0 : 1,
        event.history?.digest ?? null,
      ],
    );
    this.touch(session, event.timestamp);
    this.rollUps.mark(session, slot);
    for (const result of event.tool_results) this.writeToolResult(session, result);
  }

  private writeToolResult(session: number, result: RequestEvent['tool_results'][number]): void {
    const call = this.database.get<{ request: number; position: number; slot: number }>(
      `SELECT request, position, slot FROM tool_calls WHERE session = ? AND call_id = ?
        ORDER BY request DESC LIMIT 1`,
      [session, result.call_id],
    );
    if (call === null) return;
    this.database.run(
      `UPDATE tool_calls SET is_error = ?, duration_ms = ?, duration_sample = ?
        WHERE session = ? AND request = ? AND position = ?`,
      [
        result.is_error ? 1 : 0,
        result.duration_ms,
        sampleOf(result.duration_ms),
        session,
        call.request,
        call.position,
      ],
    );
    this.rollUps.mark(session, call.slot);
  }

  private writeResponse(session: number, event: ResponseEvent, offset: number, length: number): void {
    if (event.request_id === null) return;
    const request = this.requestOf(session, event.request_id) ?? this.inventRequest(session, event);
    if (request === null) return;
    writeAnswer(this.database, request, event, { offset, length }, this.prices());
    for (const [position, call] of event.tool_calls.entries()) {
      this.database.run(
        `INSERT OR IGNORE INTO tool_calls (session, request, position, slot, call_id, name, server, is_error)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          session,
          request.key,
          position,
          request.slot,
          call.call_id,
          call.name,
          call.server,
          call.is_error === undefined ? null : Number(call.is_error),
        ],
      );
    }
    const quotas = readQuotas(event.headers, request.provider, Date.parse(event.timestamp));
    writeQuotas(this.database, session, quotas);
    this.touch(session, event.timestamp);
    this.rollUps.mark(session, request.slot);
  }

  private requestOf(session: number, id: string): AskedRow | null {
    return this.database.get<AskedRow>(`SELECT ${ASKED_COLUMNS} FROM requests WHERE session = ? AND id = ?`, [
      session,
      id,
    ]);
  }

  /** The request's line was damaged: that costs what only it said, not the tokens of the answer. */
  private inventRequest(session: number, event: ResponseEvent): AskedRow | null {
    const startedMs = Date.parse(event.timestamp) - Math.round(event.timings.duration_ms);
    const provider: Provider = event.model?.startsWith('claude') ? 'anthropic' : 'openai';
    this.database.run(
      `INSERT INTO requests (session, id, slot, started_ms, thread_id, transport, method, target, dialect, provider,
        upstream, is_generation, is_api_equivalent) VALUES (?, ?, ?, ?, '', ?, '', '', 'other', ?, '', ?, 0)`,
      [
        session,
        event.request_id,
        Math.floor(startedMs / SLOT_MS),
        startedMs,
        event.status === 101 ? 'websocket' : 'http',
        provider,
        event.usage.output_tokens === null ? 0 : 1,
      ],
    );
    return event.request_id === null ? null : this.requestOf(session, event.request_id);
  }

  private touch(session: number, timestamp: string): void {
    this.database.run(
      `UPDATE sessions SET ended_at = max(ended_at, ?), started_at = min(started_at, ?), is_idle = 0 WHERE key = ?`,
      [timestamp, timestamp, session],
    );
  }
}
