// Tables of index.sqlite. `sessions` is public (docs/record-format.md); all else may change with the version.
import type { SqlDatabase } from './sqlEngine.ts';

/** An index of another version is rebuilt from the journals. */
export const INDEX_VERSION = 7;

/** Length of a roll-up's time slot: a quarter of an hour, so that days and hours of every time zone are made of slots. */
export const SLOT_MS = 900_000;

const TOKEN_COLUMNS = `
  input_tokens INTEGER,
  output_tokens INTEGER,
  reasoning_tokens INTEGER,
  cache_read_tokens INTEGER,
  cache_write_5m_tokens INTEGER,
  cache_write_1h_tokens INTEGER,
  total_tokens INTEGER,
  cost_usd REAL`;

const TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- How much of each journal is in the other tables.
CREATE TABLE journals (file TEXT PRIMARY KEY, indexed_bytes INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE sessions (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  file TEXT NOT NULL,
  client_session_id TEXT,
  client TEXT NOT NULL,
  client_version TEXT,
  workspace TEXT,
  origin TEXT NOT NULL DEFAULT 'recorded',
  title TEXT,
  title_source TEXT,
  recorded_title TEXT,
  custom_title TEXT,
  pinned INTEGER NOT NULL DEFAULT 0,
  tags TEXT NOT NULL DEFAULT '[]',
  note TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  is_idle INTEGER NOT NULL DEFAULT 0,
  model_used TEXT,
  models TEXT NOT NULL DEFAULT '[]',
  providers TEXT NOT NULL DEFAULT '[]',
  request_count INTEGER NOT NULL DEFAULT 0,
  error_count INTEGER NOT NULL DEFAULT 0,
  tool_call_count INTEGER NOT NULL DEFAULT 0,
  ${TOKEN_COLUMNS},
  cost_incomplete INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sessions_by_start ON sessions(started_at, id);
-- Few, and asked for with every sum.
CREATE INDEX demo_sessions ON sessions(key) WHERE origin = 'demo';
CREATE INDEX sessions_by_client_id ON sessions(client_session_id, client);

CREATE TABLE requests (
  key INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  id TEXT NOT NULL,
  slot INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  thread_id TEXT NOT NULL,
  parent_thread_id TEXT,
  transport TEXT NOT NULL,
  method TEXT NOT NULL,
  target TEXT NOT NULL,
  dialect TEXT NOT NULL,
  provider TEXT NOT NULL,
  upstream TEXT NOT NULL,
  model TEXT,
  status INTEGER,
  outcome TEXT,
  error_code TEXT,
  error_message TEXT,
  is_generation INTEGER NOT NULL,
  is_api_equivalent INTEGER NOT NULL,
  -- Id of the request whose history it goes on with.
  continues TEXT,
  is_parent_unknown INTEGER NOT NULL DEFAULT 0,
  -- Only in sessions without a client's id, which are found by it.
  history_digest TEXT,
  -- The provider's id of the answer: what was recorded is not imported as well, and later requests may name it.
  response_id TEXT,
  stop_reason TEXT,
  service_tier TEXT,
  ${TOKEN_COLUMNS},
  cache_savings_usd REAL,
  tool_call_count INTEGER NOT NULL DEFAULT 0,
  price_table INTEGER,
  -- JSON of what the price depends on beside the tokens.
  billed_apart TEXT,
  duration_ms REAL,
  time_to_first_byte_ms REAL,
  time_to_first_token_ms REAL,
  chunk_gap_p50_ms REAL,
  chunk_gap_p95_ms REAL,
  chunk_gap_p99_ms REAL,
  proxy_overhead_ms REAL,
  -- The three times as characters, from which percentiles and histograms are made (core/statistics).
  duration_sample TEXT,
  first_token_sample TEXT,
  overhead_sample TEXT,
  -- Where the response's line stands in the session's journal; null while it is missing.
  response_offset INTEGER,
  response_length INTEGER,
  UNIQUE (session, id)
);
CREATE INDEX requests_by_slot ON requests(slot, session);
CREATE INDEX requests_by_response_id ON requests(response_id) WHERE response_id IS NOT NULL;
CREATE INDEX requests_unanswered ON requests(session) WHERE response_offset IS NULL;

CREATE INDEX requests_by_history ON requests(history_digest) WHERE history_digest IS NOT NULL;

-- Threads beside the main one.
CREATE TABLE threads (
  session INTEGER NOT NULL,
  id TEXT NOT NULL,
  parent_id TEXT,
  kind TEXT NOT NULL,
  title TEXT,
  PRIMARY KEY (session, id)
) WITHOUT ROWID;

-- What costs were computed with.
CREATE TABLE price_tables (key INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE);

-- The newest that answers told of each window.
CREATE TABLE quotas (
  provider TEXT NOT NULL,
  window TEXT NOT NULL,
  utilization REAL,
  resets_at TEXT,
  status TEXT,
  observed_at TEXT NOT NULL,
  PRIMARY KEY (provider, window)
) WITHOUT ROWID;

CREATE TABLE tool_calls (
  session INTEGER NOT NULL,
  request INTEGER NOT NULL,
  position INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  call_id TEXT NOT NULL,
  name TEXT NOT NULL,
  server TEXT,
  is_error INTEGER,
  duration_ms REAL,
  duration_sample TEXT,
  PRIMARY KEY (session, request, position)
) WITHOUT ROWID;
CREATE INDEX tool_calls_by_id ON tool_calls(session, call_id);

-- Sums per session, slot, model and provider: what lists and statistics read.
CREATE TABLE usage (
  session INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  model TEXT NOT NULL,
  provider TEXT NOT NULL,
  request_count INTEGER NOT NULL,
  generation_count INTEGER NOT NULL,
  error_count INTEGER NOT NULL,
  tool_call_count INTEGER NOT NULL,
  ${TOKEN_COLUMNS},
  cache_savings_usd REAL,
  unknown_cost_count INTEGER NOT NULL,
  duration_sum REAL NOT NULL,
  duration_count INTEGER NOT NULL,
  first_token_sum REAL NOT NULL,
  first_token_count INTEGER NOT NULL,
  overhead_sum REAL NOT NULL,
  overhead_count INTEGER NOT NULL,
  duration_samples TEXT,
  first_token_samples TEXT,
  overhead_samples TEXT,
  PRIMARY KEY (session, slot, model, provider)
) WITHOUT ROWID;
CREATE INDEX usage_by_slot ON usage(slot);

CREATE TABLE tool_usage (
  session INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  name TEXT NOT NULL,
  server TEXT NOT NULL,
  call_count INTEGER NOT NULL,
  error_count INTEGER NOT NULL,
  duration_sum REAL NOT NULL,
  duration_count INTEGER NOT NULL,
  duration_samples TEXT,
  PRIMARY KEY (session, slot, name, server)
) WITHOUT ROWID;
CREATE INDEX tool_usage_by_slot ON tool_usage(slot);
`;

export function createTables(database: SqlDatabase): void {
  database.execute(TABLES);
  writeMeta(database, 'index_version', String(INDEX_VERSION));
}

export function readMeta(database: SqlDatabase, name: string): string | null {
  return database.get<{ value: string }>('SELECT value FROM meta WHERE name = ?', [name])?.value ?? null;
}

export function writeMeta(database: SqlDatabase, name: string, value: string): void {
  database.run('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)', [name, value]);
}
