// Cuts texts into the pieces that a model streams, and makes ids as providers do.
import { randomBytes } from 'node:crypto';

const PIECE_WORDS = 4;

/** Joined they are the text again. */
export function textPieces(text: string): string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === '' ? [] : [text]);
  const pieces: string[] = [];
  for (let index = 0; index < words.length; index += PIECE_WORDS)
    pieces.push(words.slice(index, index + PIECE_WORDS).join(''));
  return pieces;
}

/** Pieces of arguments, which break anywhere. */
export function jsonPieces(json: string): string[] {
  return json.match(/.{1,12}/gsu) ?? [];
}

/** `msg_demo…`, unique. */
export function newId(prefix: string): string {
  return `${prefix}demo${randomBytes(10).toString('hex')}`;
}
