// The tools of a session: what offering them took, and which were never used. Pure.
import type { RequestSummary } from '../../src/protocol/api.ts';
import type { OfferedTool } from '../../src/protocol/context.ts';

/** The pages' lists as one; the newest says what a tool takes. */
export function joinTools(pages: readonly (readonly OfferedTool[])[]): OfferedTool[] {
  const tools = new Map<string, OfferedTool>();
  for (const tool of pages.flat()) {
    const known = tools.get(tool.name);
    tools.set(tool.name, {
      ...tool,
      estimated_tokens: tool.estimated_tokens ?? known?.estimated_tokens ?? null,
      offered_count: tool.offered_count + (known?.offered_count ?? 0),
    });
  }
  return [...tools.values()];
}

export interface ToolUse {
  tool: OfferedTool;
  callCount: number;
}

/** Never used ones first, the largest of them on top. */
export function toolUses(tools: readonly OfferedTool[], requests: readonly RequestSummary[]): ToolUse[] {
  const calls = new Map<string, number>();
  for (const { name } of requests.flatMap(request => request.tool_calls))
    calls.set(name, (calls.get(name) ?? 0) + 1);
  return tools
    .map(tool => ({ tool, callCount: calls.get(tool.name) ?? 0 }))
    .sort(
      (a, b) => Number(a.callCount > 0) - Number(b.callCount > 0) || b.tool.characters - a.tool.characters,
    );
}

/** What the never used ones take of each request; null when no size is known. */
export function unusedTokens(uses: readonly ToolUse[]): number | null {
  const known = uses.flatMap(({ tool, callCount }) =>
    callCount === 0 && tool.estimated_tokens !== null ? [tool.estimated_tokens] : [],
  );
  return known.length === 0 ? null : known.reduce((sum, tokens) => sum + tokens, 0);
}
