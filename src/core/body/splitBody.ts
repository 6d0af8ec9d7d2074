// Splits a request body into the pieces that agents send again and again, and what stands between.
import type { BlockKind } from '../../protocol/journal.ts';
import type { DialectName } from '../../protocol/wire.ts';
import { JsonScanner, JsonSyntaxError, type Span } from './jsonScanner.ts';

export type BodySegment = { literal: string } | { block: string; kind: BlockKind };

/** Shorter pieces cost less as text than as a block of their own. */
export const MIN_BLOCK_CHARS = 64;
const MAX_PART_DEPTH = 4;

const ROLE_KINDS: Readonly<Record<string, BlockKind>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool_result',
  function: 'tool_result',
};

/**
 * Joined in order, the segments are `text` again. Blocks are values inside content parts: a text part's string, a tool
 * call's arguments, a tool's definition without its braces. So the same words are the same block, whether they stand
 * alone or in a part, and wherever a `cache_control` mark has moved; marks stay in the literals. Literals also end where
 * a message ends, since that is how far a longer history agrees with a shorter one. Text that is no JSON is one literal.
 */
export function splitBody(text: string, dialect: DialectName): BodySegment[] {
  if (dialect === 'other' || text === '') return [{ literal: text }];
  try {
    const splitter = new BodySplitter(text);
    return splitter.split();
  } catch (error) {
    if (error instanceof JsonSyntaxError) return [{ literal: text }];
    throw error;
  }
}

class BodySplitter {
  readonly #text: string;
  readonly #scanner: JsonScanner;
  readonly #segments: BodySegment[] = [];
  /** How far the text has been put into segments. */
  #done = 0;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = new JsonScanner(text);
  }

  split(): BodySegment[] {
    for (const member of this.#scanner.members(this.#scanner.root())) {
      switch (member.key) {
        case 'messages':
          this.#cutMessages(member);
          break;
        case 'input':
          if (this.#scanner.isString(member)) this.#cutBlock(member, 'user');
          else this.#cutMessages(member);
          break;
        case 'prompt':
          this.#cutBlock(member, 'user');
          break;
        case 'system':
        case 'instructions':
          this.#cutContent(member, 'system', 0);
          break;
        case 'tools':
        case 'functions':
          for (const tool of this.#scanner.elements(member)) this.#cutTool(tool);
          break;
        default:
          this.#cutBlock(member, 'parameter');
      }
    }
    this.#cutLiteral(this.#text.length);
    return this.#segments;
  }

  #cutMessages(list: Span): void {
    for (const message of this.#scanner.elements(list)) {
      if (this.#scanner.isString(message)) this.#cutBlock(message, 'user');
      else this.#cutPart(message, this.#kindOfMessage(message), 0);
      this.#cutLiteral(message.end);
    }
  }

  /** A chat message by its role; a Responses item by its type where it has no role. */
  #kindOfMessage(message: Span): BlockKind {
    const role = this.#stringMember(message, 'role');
    if (role !== null) return Object.hasOwn(ROLE_KINDS, role) ? (ROLE_KINDS[role] ?? 'other') : 'other';
    const type = this.#stringMember(message, 'type') ?? '';
    if (type.endsWith('_output')) return 'tool_result';
    return type === 'reasoning' || type.endsWith('_call') ? 'assistant' : 'other';
  }

  /** Content: a string, or a list of parts. */
  #cutContent(content: Span, kind: BlockKind, depth: number): void {
    if (!this.#scanner.isArray(content) || depth > MAX_PART_DEPTH) {
      this.#cutBlock(content, kind);
      return;
    }
    for (const part of this.#scanner.elements(content)) {
      if (this.#scanner.isString(part)) this.#cutBlock(part, kind);
      else this.#cutPart(part, kind, depth + 1);
    }
  }

  #cutPart(part: Span, kind: BlockKind, depth: number): void {
    const type = depth > 0 ? this.#stringMember(part, 'type') : null;
    const partKind = type === 'tool_result' || type?.endsWith('_tool_result') ? 'tool_result' : kind;
    for (const member of this.#scanner.members(part)) {
      if (member.key === 'cache_control') continue;
      if (member.key === 'content' || member.key === 'output') this.#cutContent(member, partKind, depth);
      else this.#cutBlock(member, partKind);
    }
  }

  /** What stands before and after a cache mark, braces and commas beside it left out. */
  #cutTool(tool: Span): void {
    let start: number | null = null;
    let end = tool.start;
    for (const member of this.#scanner.members(tool)) {
      if (member.key !== 'cache_control') {
        start ??= member.keyStart;
        end = member.end;
      } else if (start !== null) {
        this.#cutBlock({ start, end }, 'tool');
        start = null;
      }
    }
    if (start !== null) this.#cutBlock({ start, end }, 'tool');
  }

  #cutBlock({ start, end }: Span, kind: BlockKind): void {
    if (end - start < MIN_BLOCK_CHARS) return;
    this.#cutLiteral(start);
    this.#segments.push({ block: this.#text.slice(start, end), kind });
    this.#done = end;
  }

  #cutLiteral(end: number): void {
    if (end > this.#done) this.#segments.push({ literal: this.#text.slice(this.#done, end) });
    this.#done = end;
  }

  #stringMember(object: Span, key: string): string | null {
    const member = this.#scanner.members(object).find(candidate => candidate.key === key);
    return member !== undefined && this.#scanner.isString(member) ? this.#scanner.plainString(member) : null;
  }
}
