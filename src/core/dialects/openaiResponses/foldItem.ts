// Puts one output item of a Responses stream together from its parts and deltas.
import { type JsonRecord, recordsOf, textOf } from '../json.ts';
import type { TextTarget } from './events.ts';

type PartList = 'content' | 'summary';

export class ItemFolder {
  #item: JsonRecord = {};
  readonly #parts: Record<PartList, Map<number, JsonRecord>> = { content: new Map(), summary: new Map() };

  /** The item as it starts, or as it is when done: then it holds all its parts. */
  replace(item: JsonRecord): void {
    this.#item = item;
    for (const list of ['content', 'summary'] as const)
      this.#parts[list] = new Map(recordsOf(item[list]).entries());
  }

  setPart(list: PartList, index: number, part: JsonRecord): void {
    this.#parts[list].set(index, part);
  }

  changeText(target: TextTarget, index: number, text: string): void {
    if (target.list === null) {
      this.#item = { ...this.#item, [target.member]: changed(this.#item, target, text) };
      return;
    }
    const part = this.#parts[target.list].get(index) ?? { type: target.partType };
    this.#parts[target.list].set(index, { ...part, [target.member]: changed(part, target, text) });
  }

  addAnnotation(index: number, annotation: unknown): void {
    const part = this.#parts.content.get(index) ?? { type: 'output_text', text: '' };
    const annotations = Array.isArray(part.annotations) ? part.annotations : [];
    this.#parts.content.set(index, { ...part, annotations: [...annotations, annotation] });
  }

  fold(): JsonRecord {
    return { ...this.#item, ...this.#foldParts('content'), ...this.#foldParts('summary') };
  }

  #foldParts(list: PartList): JsonRecord {
    if (this.#parts[list].size === 0) return {};
    return { [list]: [...this.#parts[list]].sort(([a], [b]) => a - b).map(([, part]) => part) };
  }
}

function changed(record: JsonRecord, { change, member }: TextTarget, text: string): string {
  return change === 'set' ? text : textOf(record[member]) + text;
}
