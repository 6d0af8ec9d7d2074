// Masks whatever is recognised, by any setting: logs are passed around, and nobody looks for values in them.
import { KIND_LABELS, REDACTION_KINDS } from '../../protocol/redaction.ts';
import { scan } from './scan.ts';
import { changeUrlParts } from './urlText.ts';

const ALL = new Set(REDACTION_KINDS);
const REGION = 'US';

/** @param path of a request, as the client sent it */
export function redactPathForLog(path: string): string {
  return changeUrlParts(path, part => {
    // From the end, so that what is found before keeps its place.
    let masked = part;
    for (const { kind, start, end } of scan(part, ALL, REGION).reverse())
      masked = `${masked.slice(0, start)}[${KIND_LABELS[kind]}]${masked.slice(end)}`;
    return masked;
  });
}
