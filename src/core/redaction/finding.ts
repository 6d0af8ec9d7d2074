// Something that has to be taken out of a text.
import type { RedactionKind } from '../../protocol/redaction.ts';

export interface Finding {
  kind: RedactionKind;
  start: number;
  end: number;
}

/** What a detector sees. */
export interface Sight {
  text: string;
  /** Nothing before it may be part of a finding: it belongs to the one before. */
  from: number;
  /** Country for phone numbers without a country code. */
  phoneRegion: string;
}
