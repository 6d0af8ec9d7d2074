// The tools that requests offered a model, each once, with what it takes of a context.
import { toolSegment } from '../../core/context/contextSegments.ts';
import { sizeOf, type TokenRate } from '../../core/context/sizeContext.ts';
import { serverOfToolName } from '../../core/dialects/toolServer.ts';
import type { OfferedTool } from '../../protocol/context.ts';
import type { ToolDefinition } from '../../protocol/conversation.ts';

export class OfferedTools {
  readonly #tools = new Map<string, OfferedTool>();

  /** The newest request that offered a tool tells its size. */
  add(tools: readonly ToolDefinition[], rate: TokenRate): void {
    for (const tool of tools) {
      const { name, description } = tool;
      const size = sizeOf(toolSegment(tool).characters, rate);
      const known = this.#tools.get(name);
      this.#tools.set(name, {
        name,
        server: serverOfToolName(name),
        description,
        ...size,
        estimated_tokens: size.estimated_tokens ?? known?.estimated_tokens ?? null,
        offered_count: (known?.offered_count ?? 0) + 1,
      });
    }
  }

  list(): OfferedTool[] {
    return [...this.#tools.values()];
  }
}
