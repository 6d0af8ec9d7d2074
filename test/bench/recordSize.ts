// How small the record of a long agent session is: `node test/bench/recordSize.ts [turns] [chars of a tool's result]`.
import { measureRecord } from '../support/measureRecord.ts';
import { printRow } from './figures.ts';

const TURNS = Number(process.argv[2] ?? 100);
const RESULT_CHARS = Number(process.argv[3] ?? 18_000);
/** Of the raw size, as promised. */
const MAX_JOURNAL = 0.05;
const MAX_ARCHIVE = 0.015;

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(2)} MB`;
const share = (bytes: number, of: number): string => `${((100 * bytes) / of).toFixed(2)} %`;

printRow('', ['raw', 'journal', '', 'archive', '', 'frames', 'flip costs', 'wrong bodies']);
for (const hasClock of [false, true]) {
  const size = await measureRecord({ turns: TURNS, resultChars: RESULT_CHARS, hasClock });
  printRow(hasClock ? 'a clock in the system prompt' : `${TURNS} turns, moving marks`, [
    megabytes(size.rawBytes),
    megabytes(size.journalBytes),
    share(size.journalBytes, size.rawBytes),
    megabytes(size.archiveBytes),
    share(size.archiveBytes, size.rawBytes),
    String(size.frameTextBytes.length),
    share(size.journalBytes / size.frameTextBytes.length, size.journalBytes),
    String(size.wrongBodies.length),
  ]);
  const isSmall =
    size.journalBytes < MAX_JOURNAL * size.rawBytes && size.archiveBytes < MAX_ARCHIVE * size.rawBytes;
  if (!isSmall || size.wrongBodies.length > 0) process.exitCode = 1;
}
