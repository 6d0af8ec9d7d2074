// Recognises requests in which a client asks a model to name the conversation, and reads the name.
import type { Message } from '../../protocol/conversation.ts';
import { isRecord, parseJson, textOf } from './json.ts';

const MAX_TITLE_CHARS = 200;
/** A name stands at the beginning, after some thinking at most. */
const MAX_ANSWER_CHARS = 10_000;
/** Instructions say what to do at their beginning; agents' prompts are long and mention titles far below. */
const MAX_INSTRUCTION_CHARS = 6000;

/** Wording of instructions, kept loose since clients rephrase them: "write a short title", "title generator". */
const NAMING_INSTRUCTION = [
  /\btitle generator\b/,
  /\bnew conversation topic\b/,
  /\b(generat|creat|writ|extract|provid|produc|suggest|propos|com|giv|return|respond|repl|craft|output)\w*\b[^.\n]{0,100}\b(titles?|name for (the|this) (conversation|session|thread|chat|task))\b/,
  /\bsummari[sz]e this (\w+ )?conversation in (under|at most|fewer than|less than|up to) \d+ (characters|words)\b/,
];
const NAMED_THING = /\b(conversation|session|thread|chat|message|topic|task|coding|prompt|user)s?\b/;
/** Wording inside a user message must be unmistakable, since people ask for titles as well. */
const NAMING_QUESTION =
  /\b(title|name) (for|of) (the|this) (following )?(\w+ )?(conversation|session|thread|chat)\b/;

/** @param toolCount agents offer tools with every turn; naming requests do not */
export function isTitleRequest(messages: readonly Message[], toolCount: number): boolean {
  if (toolCount > 0) return false;
  const instructions = textOfRole(messages, 'system').slice(0, MAX_INSTRUCTION_CHARS).toLowerCase();
  if (NAMED_THING.test(instructions) && NAMING_INSTRUCTION.some(wording => wording.test(instructions)))
    return true;
  const question = textOfRole(messages, 'user').slice(0, 400).toLowerCase();
  return NAMING_QUESTION.test(question);
}

/** The name in the answer to a title request: JSON with `title`, or the first line; null when there is none. */
export function titleOfAnswer(messages: readonly Message[]): string | null {
  const answer = textOfRole(messages, 'assistant').slice(0, MAX_ANSWER_CHARS).trim();
  const json = parseJson(answer.replace(/^```(?:json)?\s*|\s*```$/g, ''));
  const title = isRecord(json) ? textOf(json.title ?? json.name) : plainTitle(answer);
  return title.trim().slice(0, MAX_TITLE_CHARS) || null;
}

/** The first line without the quotes, marks and preambles models like to add. */
function plainTitle(answer: string): string {
  const thought = answer.lastIndexOf('</think>');
  const line = (thought === -1 ? answer : answer.slice(thought + 8)).trim().split('\n', 1)[0] ?? '';
  return line
    .replace(/^[#*\s]*(title:)?[\s*]*/i, '')
    .replace(/[*\s]+$/, '')
    .replace(/^(["'“‘`])(.*)["'”’`]$/, '$2');
}

function textOfRole(messages: readonly Message[], role: Message['role']): string {
  return messages
    .filter(message => message.role === role)
    .flatMap(message => message.parts.flatMap(part => (part.type === 'text' ? [part.text] : [])))
    .join('\n');
}
