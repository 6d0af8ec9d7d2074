// Texts too short for a block of their own: they stand in the literal JSON between a request body's blocks.
import type { BodyPart, RecordedBody, RequestEvent } from '../../../protocol/journal.ts';
import type { EventText, TextSource } from './eventTexts.ts';

/**
 * A member with a string: what tells whose words follow, or the words. Literals are fragments of JSON, cut anywhere
 * between values, so they can't be parsed as a whole.
 */
const MEMBER =
  /"(role|type|text|content|output|thinking|system|instructions|input|prompt)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

const ROLE_SOURCES: Readonly<Record<string, TextSource>> = {
  system: 'system',
  developer: 'system',
  user: 'prompt',
  assistant: 'answer',
  tool: 'tool_result',
  function: 'tool_result',
};

/** Prompts, answers and results in the literals of a request; an answer among them is one already known. */
export function literalTexts({ body, prewarm, dialect }: RequestEvent): EventText[] {
  if (dialect === 'other') return [];
  return [prewarm, body].flatMap(each => (each === undefined ? [] : textsIn(each)));
}

function textsIn(body: RecordedBody): EventText[] {
  const literals = 'parts' in body ? body.parts.filter(isLiteral) : 'text' in body ? [body.text] : [];
  const texts: EventText[] = [];
  let source: TextSource = 'prompt';
  for (const [, key = '', json = ''] of literals.flatMap(literal => [...literal.matchAll(MEMBER)])) {
    if (key === 'role') source = ROLE_SOURCES[json] ?? 'prompt';
    else if (key === 'type') source = sourceOfType(json, source);
    else texts.push({ source: sourceOfKey(key, source), text: unquote(json) });
  }
  return texts;
}

function isLiteral(part: BodyPart): part is string {
  return typeof part === 'string';
}

function sourceOfType(type: string, source: TextSource): TextSource {
  if (type.endsWith('tool_result') || type.endsWith('_output')) return 'tool_result';
  // A person's words may follow on results within one message.
  return type === 'text' && source === 'tool_result' ? 'prompt' : source;
}

function sourceOfKey(key: string, source: TextSource): TextSource {
  if (key === 'system' || key === 'instructions') return 'system';
  if (key === 'output') return 'tool_result';
  if (key === 'thinking') return 'thinking';
  return key === 'input' || key === 'prompt' ? 'prompt' : source;
}

/** @param json inside of a JSON string */
function unquote(json: string): string {
  try {
    return String(JSON.parse(`"${json}"`));
  } catch {
    return json;
  }
}
