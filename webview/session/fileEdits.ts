// The edits that a tool call makes, read from its arguments: those of Claude Code, Codex, OpenCode and the text editor tools. Pure.
import { type DiffLine, diffTexts, linesOf } from './diffLines.ts';

export interface FileEdit {
  path: string;
  isNew: boolean;
  lines: DiffLine[];
}

type Arguments = Readonly<Record<string, unknown>>;

const PATCH = /^\*\*\* Begin Patch$[\s\S]*?(^\*\*\* End Patch$|$(?![\s\S]))/m;

/** Empty when the call edits nothing that we understand. */
export function fileEdits(argumentsText: string): FileEdit[] {
  const args = parse(argumentsText);
  const patch = PATCH.exec(args === null ? argumentsText : textsOf(args).join('\n'))?.[0];
  if (patch !== undefined) return readPatch(patch);
  return args === null ? [] : readEdits(args);
}

/** A unified diff as text, for copying. */
export function unifiedText(edits: readonly FileEdit[]): string {
  const marks = { added: '+', removed: '-', same: ' ', gap: '@@' };
  return edits
    .flatMap(edit => [
      `--- ${edit.isNew ? '/dev/null' : edit.path}`,
      `+++ ${edit.path}`,
      ...edit.lines.map(line => `${marks[line.kind]}${line.text}`),
    ])
    .join('\n');
}

export function countLines(edit: FileEdit, kind: DiffLine['kind']): number {
  return edit.lines.filter(line => line.kind === kind).length;
}

function readEdits(args: Arguments): FileEdit[] {
  const path = first(args, 'file_path', 'filePath', 'path', 'notebook_path');
  if (path === null) return [];
  const edits = Array.isArray(args.edits) ? args.edits.filter(isArguments) : [args];
  const lines = edits.flatMap((edit, index): DiffLine[] => {
    const before = first(edit, 'old_string', 'oldString', 'old_str');
    const after = first(edit, 'new_string', 'newString', 'new_str', 'insert_text', 'new_source');
    if (before === null && after === null) return [];
    const diff = diffTexts(before ?? '', after ?? '');
    return index === 0 ? diff : [{ kind: 'gap', text: '' }, ...diff];
  });
  if (lines.length > 0) return [{ path, isNew: false, lines }];
  const content = first(args, 'content', 'file_text');
  if (content === null) return [];
  return [{ path, isNew: true, lines: linesOf(content).map(text => ({ kind: 'added', text })) }];
}

function readPatch(patch: string): FileEdit[] {
  const edits: FileEdit[] = [];
  for (const line of patch.split('\n')) {
    const [, verb, path] = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line) ?? [];
    if (path !== undefined) {
      edits.push({ path: path.trim(), isNew: verb === 'Add', lines: [] });
      continue;
    }
    const edit = edits.at(-1);
    if (edit === undefined || line.startsWith('*** ')) continue;
    if (line.startsWith('@@')) edit.lines.push({ kind: 'gap', text: line.slice(2).trim() });
    else if (line.startsWith('+')) edit.lines.push({ kind: 'added', text: line.slice(1) });
    else if (line.startsWith('-')) edit.lines.push({ kind: 'removed', text: line.slice(1) });
    else edit.lines.push({ kind: 'same', text: line.slice(1) });
  }
  return edits;
}

function parse(text: string): Arguments | null {
  try {
    const value: unknown = JSON.parse(text);
    return isArguments(value) ? value : null;
  } catch {
    // A custom tool takes plain text, and a broken stream leaves half of its JSON.
    return null;
  }
}

function isArguments(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts among the arguments, one level deep: Codex passes a command as a list. */
function textsOf(args: Arguments): string[] {
  return Object.values(args)
    .flat()
    .filter(value => typeof value === 'string');
}

function first(args: Arguments, ...names: string[]): string | null {
  for (const name of names) {
    const value = args[name];
    if (Object.hasOwn(args, name) && typeof value === 'string') return value;
  }
  return null;
}
