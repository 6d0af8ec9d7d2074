// What the contexts of a recorded session are made of: growing ones, with a tool that came late and a compaction.
import type { RequestSummary } from '../../../src/protocol/api.ts';
import {
  CONTEXT_KINDS,
  type ContextEntry,
  type ContextTurn,
  type OfferedTool,
} from '../../../src/protocol/context.ts';

export const OFFERED_TOOLS: OfferedTool[] = [
  ['Bash', 'Runs a command in the shell', 4100],
  ['Read', 'Reads a file', 2100],
  ['Grep', 'Searches files', 1900],
  ['mcp__github__search_code', '<b>Searches</b> code', 3300],
  ['NotebookEdit', 'Edits a cell of a notebook', 2800],
  ['WebSearch', 'Searches the web', 1400],
].map(([name, description, characters]) => ({
  name: String(name),
  server: null,
  description: String(description),
  characters: Number(characters),
  estimated_tokens: Math.round(Number(characters) / 4),
  offered_count: 40,
}));

export function contextTurns(requests: readonly RequestSummary[]): ContextTurn[] {
  return requests.map((request, at) => {
    const input = request.input_tokens;
    // Every fortieth turn the history was compacted.
    const age = at % 40;
    const characters = [15_600, 12_400, 800 + age * 240, 1200 + age * 900, age * 300, age * 2600];
    const whole = characters.reduce((sum, size) => sum + size, 0);
    const tokensOf = (size: number) => (input === null ? null : Math.round((size * input) / whole));
    const isCompacted = at > 0 && age === 0;
    return {
      request_id: request.id,
      thread_id: request.thread_id,
      previous_request_id: at === 0 ? null : (requests[at - 1]?.id ?? null),
      started_at: request.started_at,
      input_tokens: input,
      cache_read_tokens: isCompacted ? 4000 : request.cache_read_tokens,
      is_partial: false,
      parts: CONTEXT_KINDS.flatMap((kind, index) => {
        const size = characters[index] ?? 0;
        return size === 0 ? [] : [{ kind, characters: size, estimated_tokens: tokensOf(size) }];
      }),
      added: [
        entry('user', `Step ${at}: <img src=x onerror="window.__pwned=1"> go on`, 48),
        entry('tool_results', 'Read', 2600),
      ],
      added_count: at === 0 ? 0 : 2,
      dropped: isCompacted
        ? [entry('tool_results', 'Bash', 48_000), entry('assistant', 'The test…', 900)]
        : [],
      dropped_count: isCompacted ? 61 : 0,
      cache_break: isCompacted
        ? {
            reason: 'changed',
            at: entry('user', 'Why is the login test flaky?', 90),
            lost_tokens: 68_000,
            lost_usd: 0.2346,
          }
        : null,
    };
  });
}

function entry(kind: ContextEntry['kind'], label: string, characters: number): ContextEntry {
  return { kind, label, characters, estimated_tokens: Math.round(characters / 4) };
}
