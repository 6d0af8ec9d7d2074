// What `--help` prints.

export const MAIN_HELP = `LunaRoute records what AI coding agents send to their models, and what comes back.

Usage: lunaroute <command> [options]

Commands:
  serve     run the proxy and record
  sessions  list recorded sessions, or show one
  search    find sessions by their text
  stats     tokens, cost and times
  metrics   Prometheus text of a running LunaRoute
  import    take over sessions from logs of Claude Code and the Rust LunaRoute
  compact   compress all quiet sessions now, and apply retention
  retention show what retention would remove and compress
  move-data move what is recorded to another folder
  reveal    show the value behind a token of redaction
  rotate-key make a new redaction key
  demo      an upstream for trying things out, without a key or a network

lunaroute <command> --help tells more. lunaroute --version prints the version.`;

export const SERVE_HELP = `Usage: lunaroute serve [options]

Runs the proxy until Ctrl+C. When it listens, one line of JSON is printed: event, url, data, token.

  --port PORT          port to listen on, 0 for a free one (8081)
  --host ADDRESS       address to listen on (127.0.0.1); another one needs the token on every request
  --data DIR           where to record
  --config FILE        settings in JSON or YAML, named as in the editor without "lunaroute."
  --anthropic-url URL  upstream for Anthropic requests (https://api.anthropic.com)
  --openai-url URL     upstream for OpenAI requests (https://api.openai.com/v1)
  --chatgpt-url URL    upstream for ChatGPT logins (https://chatgpt.com/backend-api/codex)
  --no-record          forward only
  --log-requests       log a line for each request

LUNAROUTE_* variables override the file (LUNAROUTE_PORT, LUNAROUTE_UPSTREAM_ANTHROPIC, …), options override both.`;

const FILTERS = `  --days N             the last N days, today included
  --from, --to TIME    a date (--to includes that day) or an RFC 3339 time
  --tz ZONE            whose days (this machine's)
  --model NAME         a model, or a prefix with * at the end
  --provider NAME      anthropic, openai or chatgpt
  --client NAME        claude-code, codex, opencode, …
  --workspace NAME     label of a workspace
  --tool NAME          sessions that called this tool
  --success true|false without or with a failed request
  --data DIR           data folder of the running LunaRoute
  --json               the API's answer as it is`;

const LIST_FILTERS = `  --sort ORDER         newest, oldest, cost, tokens, requests or relevance
  --limit N            at most so many (20)
${FILTERS}`;

export const SESSIONS_HELP = `Usage: lunaroute sessions [ID] [options]

Lists sessions, newest first; with an ID, that session and its requests.

${LIST_FILTERS}`;

export const SEARCH_HELP = `Usage: lunaroute search WORDS… [options]

Finds sessions by what was said in them: words, "a phrase", prefix*, model:NAME, status:error, cost:>0.5, …

${LIST_FILTERS}`;

export const STATS_HELP = `Usage: lunaroute stats [options]

Tokens, cost and times of a range, of its tools and its most expensive sessions.

  --by GROUP           hour, day, week, month, model, provider, client, tool or workspace (day)
${FILTERS}`;

export const METRICS_HELP = `Usage: lunaroute metrics [--data DIR]

Prints the Prometheus text of the running LunaRoute.`;

export const IMPORT_HELP = `Usage: lunaroute import [DIR…] [options]

Takes sessions over from Claude Code's logs (~/.claude/projects) and the Rust LunaRoute's (~/.lunaroute/sessions); without
a DIR from both. Importing again adds only what is new; what was recorded is not imported.

  --since DATE         only what happened from then on: 2026-11-01, or 2026-11-01T12:00:00Z
  --dry-run            count only, write nothing
  --data DIR           data folder; a LunaRoute that runs on it does the work
  --json               the report as JSON`;

export const COMPACT_HELP = `Usage: lunaroute compact [--data DIR]

Compresses every session that is quiet and removes what the settings retention.* say. Ctrl+C cancels it: what is done
stays done.`;

export const RETENTION_HELP = `Usage: lunaroute retention preview [options]

Shows what retention would remove and compress now, and removes nothing.

  --max-age-days N     as if retention.maxAgeDays were N
  --max-size-gb N      as if retention.maxSizeGigabytes were N
  --data DIR           data folder of the running LunaRoute
  --json               the API's answer as it is`;

export const MOVE_DATA_HELP = `Usage: lunaroute move-data TO [--data FROM]

Copies everything recorded to the folder TO (new or empty), compares every file, and only then removes it from where it was.
LunaRoute must not be running on it.`;

export const REVEAL_HELP = `Usage: lunaroute reveal TOKEN [--data DIR]

Prints the value that redaction replaced by a token, e.g. "[EMAIL:a3f8e9d2]" (quoted) or EMAIL:a3f8e9d2.`;

export const ROTATE_KEY_HELP = `Usage: lunaroute rotate-key [--forget] [--data DIR]

Makes a new redaction key: the same value gets another token than before. When LunaRoute starts again it encrypts the values of
old tokens with the new key. LunaRoute must not be running on the data folder.

  --forget             destroy the values of old tokens instead: nobody can reveal them again`;

export const DEMO_HELP = `Usage: lunaroute demo [--port PORT]

Serves Anthropic Messages, OpenAI Chat and Responses (HTTP and WebSocket) on this machine until Ctrl+C. Its
answers repeat words of the prompt; offered a harmless tool, it calls it first. Words in a prompt change that:

  demo:error 529       answer with this status          demo:slow 500     pause 500 ms between chunks
  demo:disconnect      break off in the middle          demo:words 300    answer with so many words
  demo:stream-error    an error inside the stream       demo:tool NAME    call this tool
  demo:hang            never answer                     demo:no-tools     answer without tools

  --port PORT          port to listen on (a free one)`;
