// What stands in the place of something that was taken out, by mode.
import { KIND_LABELS, type RedactionKind, type RedactionMode } from '../../protocol/redaction.ts';

/** Gives a value its token's digits; null where there is no key. */
export type Tokenize = (label: string, value: string) => string | null;

const SHOWN_CHARS = 4;

export interface Replacing {
  /** `EMAIL`, `CUS:name`. */
  label: string;
  mode: RedactionMode;
  /** Written by `mask` instead of `[label]`. */
  placeholder?: string | undefined;
}

export function replacementFor(
  value: string,
  { label, mode, placeholder }: Replacing,
  tokenize: Tokenize,
): string {
  switch (mode) {
    case 'off':
      return value;
    case 'remove':
      return '';
    case 'partial':
      return partial(value);
    case 'tokenize': {
      const digits = tokenize(label, value);
      return digits === null ? `[${label}]` : `[${label}:${digits}]`;
    }
    case 'mask':
      return placeholder ?? `[${label}]`;
  }
}

export function labelOf(kind: RedactionKind): string {
  return KIND_LABELS[kind];
}

/** Nothing of a value so short that the rest would say it all. */
function partial(value: string): string {
  const characters = [...value];
  const shown = characters.length > SHOWN_CHARS * 2 - 1 ? SHOWN_CHARS : 0;
  return '*'.repeat(characters.length - shown) + characters.slice(characters.length - shown).join('');
}
