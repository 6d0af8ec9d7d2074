// Private keys in PEM blocks, also where line breaks are written as `\n`, and where the end is missing.

const BEGIN = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
const END = '-----END ';
const MAX_BLOCK_CHARS = 32_768;
const MAX_HEADER_CHARS = 64;
const MIN_KEY_CHARS = 40;
/** What base64 with its line breaks, written out or escaped, is made of. */
const NOT_KEY = /[^A-Za-z0-9+/=\s\\]/g;

/** @param at of the first hyphen @returns behind the block, or -1 */
export function endOfPrivateKey(text: string, at: number): number {
  if (!text.startsWith('-----BEGIN ', at)) return -1;
  BEGIN.lastIndex = at;
  if (!BEGIN.test(text)) return -1;
  const body = BEGIN.lastIndex;
  const block = text.slice(body, body + MAX_BLOCK_CHARS);
  const endMark = block.indexOf(END);
  if (endMark === -1) return endOfCutBlock(text, body);
  if (endMark < MIN_KEY_CHARS) return -1;
  const close = text
    .slice(body + endMark + END.length, body + endMark + END.length + MAX_HEADER_CHARS)
    .indexOf('-----');
  return close === -1 ? body + endMark : body + endMark + END.length + close + 5;
}

function endOfCutBlock(text: string, body: number): number {
  const rest = text.slice(body, body + MAX_BLOCK_CHARS);
  NOT_KEY.lastIndex = 0;
  const length = NOT_KEY.exec(rest)?.index ?? rest.length;
  return length < MIN_KEY_CHARS ? -1 : body + length;
}
