// A session's tool calls: which results are new in a request, and how long their tools took.
import type { RequestFacts } from '../../core/dialects/dialect.ts';
import { toolCallsOf } from '../../core/dialects/toolResults.ts';
import type { ToolCall } from '../../protocol/journal.ts';

export interface NewToolResult {
  callId: string;
  name: string | null;
  isError: boolean;
  durationMs: number | null;
}

export class ToolCallLedger {
  private readonly open = new Map<string, { name: string; answeredAt: number }>();
  /** Agents send old results again with every request. */
  private readonly settled = new Set<string>();

  /** An answer that ended at `at` called these. */
  answered(calls: readonly ToolCall[], at: number): void {
    for (const { call_id, name, is_error } of calls) {
      // The provider ran it, and clients send its result again like any other.
      if (is_error !== undefined) this.settled.add(call_id);
      else if (!this.settled.has(call_id)) this.open.set(call_id, { name, answeredAt: at });
    }
  }

  /** The result of a call has come. @returns the tool's name, when the call was seen */
  settle(callId: string): string | null {
    const name = this.open.get(callId)?.name ?? null;
    this.open.delete(callId);
    this.settled.add(callId);
    return name;
  }

  /** The results that `facts` brings for the first time, in order; they are settled from then on. */
  takeResults(facts: RequestFacts, arrivedAt: number): NewToolResult[] {
    const latest = latestResults(facts);
    const names = new Map(toolCallsOf(facts.messages).map(call => [call.call_id, call.name]));
    const results: NewToolResult[] = [];
    for (const { callId, isError } of facts.toolResults) {
      if (this.settled.has(callId)) continue;
      const call = this.open.get(callId);
      this.settle(callId);
      // History that began before this session (a resumed conversation) brings results of long ago.
      if (call === undefined && !latest.has(callId)) continue;
      results.push({
        callId,
        name: call?.name ?? names.get(callId) ?? null,
        isError,
        durationMs: call === undefined ? null : Math.max(0, Math.round(arrivedAt - call.answeredAt)),
      });
    }
    return results;
  }
}

/** Results that came after the last thing the model said. */
function latestResults(facts: RequestFacts): Set<string> {
  const latest = new Set<string>();
  for (const message of facts.messages.toReversed()) {
    if (message.role === 'assistant') break;
    for (const part of message.parts) if (part.type === 'tool_result') latest.add(part.call_id);
  }
  return latest;
}
