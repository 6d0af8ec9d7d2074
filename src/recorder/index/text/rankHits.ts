// Scores full text matches from FTS4's matchinfo: rare words weigh more, repetition saturates (BM25 without lengths).
import type { TextSource } from './eventTexts.ts';

/** How fast repeating a word stops to matter. */
const SATURATION = 1.2;

const SOURCE_WEIGHTS: Readonly<Record<TextSource, number>> = {
  title: 3,
  prompt: 1.6,
  answer: 1.3,
  thinking: 1,
  tool_call: 1,
  tool_result: 0.8,
  system: 0.2,
};

/** One weight for each phrase of the query. @param info matchinfo 'pcnx' of any match */
export function phraseWeights(info: Uint8Array): number[] {
  const { phraseCount, rowCount, at } = readInfo(info);
  return Array.from({ length: phraseCount }, (_, phrase) => {
    const rowsWithIt = at(phrase, 2);
    const weight = Math.log(1 + (rowCount - rowsWithIt + 0.5) / (rowsWithIt + 0.5));
    return Math.round(weight * 1000) / 1000;
  });
}

/** The score of one text before its source counts. @param info matchinfo 'pcnx' of a table with one column */
export function scoreMatch(info: Uint8Array, weights: readonly number[]): number {
  const { phraseCount, at } = readInfo(info);
  let score = 0;
  for (let phrase = 0; phrase < phraseCount; phrase++) {
    const count = at(phrase, 0);
    score += ((weights[phrase] ?? 0) * count) / (count + SATURATION);
  }
  return score;
}

/** The score of a session: its best text, and a little for each other one. */
export function scoreSession(hits: readonly { score: number; source: TextSource }[]): number {
  const best = Math.max(...hits.map(weighted));
  return Math.round((best + 0.1 * Math.log(hits.length)) * 1e6) / 1e6;
}

/** A text's score with its source: a word in a title says more than one in a tool's output. */
export function weighted(hit: { score: number; source: TextSource }): number {
  return hit.score * SOURCE_WEIGHTS[hit.source];
}

function readInfo(info: Uint8Array) {
  const view = new DataView(info.buffer, info.byteOffset, info.byteLength);
  // WebAssembly is little-endian everywhere.
  const word = (index: number): number => view.getUint32(index * 4, true);
  return {
    phraseCount: word(0),
    rowCount: word(2),
    /** Of 'x': 0 hits in this row, 1 hits in all rows, 2 rows with a hit. */
    at: (phrase: number, which: 0 | 1 | 2): number => word(3 + phrase * 3 + which),
  };
}
