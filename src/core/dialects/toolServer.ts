// The MCP server inside a tool's name.

/** `mcp__<server>__<tool>` → server, else null. */
export function serverOfToolName(name: string): string | null {
  if (!name.startsWith('mcp__')) return null;
  const end = name.indexOf('__', 5);
  return end > 5 ? name.slice(5, end) : null;
}
