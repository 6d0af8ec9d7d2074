// JSON Web Tokens: three or five parts, of which the first says which algorithm.
import { ALNUM, endOfRun, JOINER } from '../characters.ts';

const MAX_PART = 16_384;
const MIN_PART = 10;

/** @param at where a word begins with `eyJ` @returns behind the token, or -1 */
export function endOfJwt(text: string, at: number): number {
  if (!text.startsWith('eyJ', at)) return -1;
  const headerEnd = endOfRun(text, at, ALNUM | JOINER, MAX_PART);
  if (headerEnd - at < MIN_PART || text[headerEnd] !== '.' || !isHeader(text.slice(at, headerEnd))) return -1;
  let end = headerEnd;
  let parts = 1;
  while (parts < 5 && text[end] === '.') {
    const partEnd = endOfRun(text, end + 1, ALNUM | JOINER, MAX_PART);
    if (partEnd - end - 1 < MIN_PART && parts === 1) return -1;
    if (partEnd === end + 1 && parts > 2) break;
    end = partEnd;
    parts += 1;
  }
  return parts >= 2 ? end : -1;
}

function isHeader(part: string): boolean {
  return /"(?:alg|enc|typ)"/.test(atob(padded(part)));
}

function padded(part: string): string {
  const base64 = part.replaceAll('-', '+').replaceAll('_', '/');
  // One character beyond full groups holds nothing; a broken header is none.
  return base64.length % 4 === 1 ? '' : base64 + '='.repeat((4 - (base64.length % 4)) % 4);
}
