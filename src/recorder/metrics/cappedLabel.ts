// Keeps the values of a metric's label from growing without bound: a client chooses models and tools freely.

const MAX_CHARS = 100;
export const UNKNOWN_LABEL = 'unknown';
export const OTHER_LABEL = 'other';

export class CappedLabel {
  private readonly known = new Set<string>();
  private readonly maxCount: number;

  constructor(maxCount: number) {
    this.maxCount = maxCount;
  }

  /** The value itself while there is room, later `other` for new ones; `unknown` for none. */
  of(value: string | null): string {
    if (value === null || value === '') return UNKNOWN_LABEL;
    const label = value.slice(0, MAX_CHARS);
    if (this.known.has(label)) return label;
    if (this.known.size >= this.maxCount) return OTHER_LABEL;
    this.known.add(label);
    return label;
  }
}
