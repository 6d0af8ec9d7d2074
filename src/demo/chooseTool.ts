// Picks a tool that does no harm from those a client offers, and fills its arguments from its schema.
import { type JsonRecord, listOf, recordOf, textOf } from '../core/dialects/json.ts';
import type { OfferedTool } from './demoRequest.ts';

/** Best first. Whatever writes, sends or starts agents is never called unless the prompt names it. */
const HARMLESS = [
  /(^|__)get_/,
  /^(read|read_file|view)$/i,
  /^(glob|ls|list|list_dir|grep|search|find)$/i,
  /^(bash|shell|shell_command|exec_command|run_terminal_cmd)$/i,
  /(^|__)(search|list|look_?up|fetch|query|add|calculate)/i,
];

const FILE_IN_PROMPT = /(?:^|[\s"'`(])((?:[\w.-]*\/)*[\w-]+\.[A-Za-z]{1,5})(?=$|[\s"'`),.;:!?])/;
const MAX_DEPTH = 6;

export interface ToolCallPlan {
  tool: OfferedTool;
  /** An object, or the text of a tool that takes free text. */
  input: JsonRecord | string;
}

/** @param wanted a tool that the prompt names, else the most harmless one; null when none fits */
export function chooseTool(
  tools: readonly OfferedTool[],
  prompt: string,
  wanted: string | null,
): ToolCallPlan | null {
  const tool =
    wanted === null
      ? HARMLESS.map(pattern => tools.find(({ name }) => pattern.test(name))).find(
          found => found !== undefined,
        )
      : tools.find(({ name }) => name === wanted);
  if (tool === undefined) return null;
  if (tool.parameters === null) return { tool, input: 'echo moonlight' };
  return { tool, input: recordOf(fill(tool.parameters, tool.name, prompt, 0)) };
}

/** A value that the schema accepts; only required properties are set. */
function fill(schema: JsonRecord, name: string, prompt: string, depth: number): unknown {
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if ('default' in schema) return schema.default;
  const [variant] = listOf(schema.anyOf ?? schema.oneOf);
  if (variant !== undefined) return fill(recordOf(variant), name, prompt, depth);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return textFor(name, schema, prompt);
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array':
      return fillArray(schema, name, prompt, depth);
    default:
      return fillObject(schema, prompt, depth);
  }
}

function fillArray(schema: JsonRecord, name: string, prompt: string, depth: number): unknown[] {
  if (/^(command|cmd)$/.test(name)) return ['echo', 'moonlight'];
  if (depth >= MAX_DEPTH) return [];
  return [fill(recordOf(schema.items), name, prompt, depth + 1)];
}

function fillObject(schema: JsonRecord, prompt: string, depth: number): JsonRecord {
  if (depth >= MAX_DEPTH) return {};
  const properties = recordOf(schema.properties);
  const required = listOf(schema.required).map(textOf);
  return Object.fromEntries(
    required.map(name => [name, fill(recordOf(properties[name]), name, prompt, depth + 1)]),
  );
}

function textFor(name: string, schema: JsonRecord, prompt: string): string {
  if (schema.format === 'uri' || /url|uri/i.test(name)) return 'http://127.0.0.1/moonlight';
  if (/path|file|dir/i.test(name)) return FILE_IN_PROMPT.exec(prompt)?.[1] ?? 'README.md';
  if (/^(command|cmd|script)$/i.test(name)) return 'echo moonlight';
  if (/pattern|glob/i.test(name)) return '*.md';
  if (/city|location|place/i.test(name)) return 'Lisbon';
  if (/description|reason|justification|explanation/i.test(name)) return 'Look at the moon';
  return 'moonlight';
}
