// Puts one content block of an Anthropic stream together from its deltas.
import type { BetaRawContentBlockDelta } from '@anthropic-ai/sdk/resources/beta/messages';
import { isRecord, type JsonRecord, parseJson, textOf } from '../json.ts';

type KnownDelta = BetaRawContentBlockDelta['type'];

/** The block so far, as `content_block_start` gave it and deltas completed it. */
export class BlockFolder {
  #block: JsonRecord;
  #json = '';

  constructor(start: JsonRecord) {
    this.#block = { ...start };
  }

  /** False when the kind of delta is unknown; its members are kept on the block all the same. */
  push(delta: JsonRecord): boolean {
    switch (delta.type as KnownDelta) {
      case 'text_delta':
        this.#append('text', delta.text);
        return true;
      case 'input_json_delta':
        this.#json += textOf(delta.partial_json);
        return true;
      case 'thinking_delta':
        this.#append('thinking', delta.thinking);
        return true;
      case 'compaction_delta':
        this.#append('content', delta.content);
        if (typeof delta.encrypted_content === 'string')
          this.#append('encrypted_content', delta.encrypted_content);
        return true;
      case 'signature_delta':
        this.#block = { ...this.#block, signature: textOf(delta.signature) };
        return true;
      case 'citations_delta': {
        const earlier = Array.isArray(this.#block.citations) ? this.#block.citations : [];
        this.#block = { ...this.#block, citations: [...earlier, delta.citation ?? null] };
        return true;
      }
    }
    for (const [name, value] of Object.entries(delta)) {
      if (name === 'type') continue;
      if (typeof value === 'string') this.#append(name, value);
      else this.#block = { ...this.#block, [name]: value };
    }
    return false;
  }

  /** The block as a plain reply has it. Arguments that broke off stay text, since they are no JSON. */
  fold(): JsonRecord {
    if (this.#json === '') return this.#block;
    const input = parseJson(this.#json);
    return { ...this.#block, input: input === undefined ? this.#json : input };
  }

  #append(name: string, value: unknown): void {
    const before = Object.hasOwn(this.#block, name) ? textOf(this.#block[name]) : '';
    this.#block = { ...this.#block, [name]: before + textOf(value) };
  }
}

/** Whether a delta or a starting block carries something the model wrote. */
export function hasContent(piece: unknown): boolean {
  if (!isRecord(piece)) return false;
  return Object.entries(piece).some(
    ([name, value]) =>
      name !== 'type' && name !== 'signature' && value !== null && value !== '' && !isEmptyList(value),
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
