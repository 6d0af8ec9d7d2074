// Tells that a request for a title belongs to a conversation, for clients that send no ids: it quotes the first prompt.
import type { RequestFacts } from '../../core/dialects/dialect.ts';

/** Of the first prompt; clients cut what they quote. */
const PROMPT_CHARS = 100;
/** Anything shorter stands in too many texts. */
const MIN_PROMPT_CHARS = 8;
const QUOTED_CHARS = 8000;

export class Topic {
  /** How the conversation begins; null while only its title was asked for. */
  private prompt: string | null = null;
  /** What a request for a title quotes, until the conversation itself comes. */
  private quoted: string | null = null;

  /** Takes note of a request of the session. */
  note(facts: RequestFacts): void {
    if (!facts.isGeneration || this.prompt !== null) return;
    if (facts.isTitleRequest) this.quoted = quotedBy(facts);
    else {
      this.prompt = promptOf(facts);
      this.quoted = null;
    }
  }

  /** A title is asked for what this session is about, or this is what a title was asked for. */
  isSharedBy(facts: RequestFacts): boolean {
    if (!facts.isGeneration) return false;
    const prompt = facts.isTitleRequest ? this.prompt : promptOf(facts);
    const quoted = facts.isTitleRequest ? quotedBy(facts) : this.quoted;
    return prompt !== null && quoted !== null ? quoted.includes(prompt) : false;
  }
}

function promptOf({ firstPrompt }: RequestFacts): string | null {
  const prompt = plain(firstPrompt ?? '').slice(0, PROMPT_CHARS);
  return prompt.length < MIN_PROMPT_CHARS ? null : prompt;
}

function quotedBy({ messages }: RequestFacts): string {
  const texts = messages.flatMap(({ role, parts }) =>
    role === 'user' ? parts.map(part => (part.type === 'text' ? part.text : '')) : [],
  );
  return plain(texts.join(' ').slice(0, QUOTED_CHARS));
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
