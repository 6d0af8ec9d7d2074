// A process of its own that journals blocks until it is killed; prints a line whenever some are on disk.
import { JournalWriter } from '../../src/recorder/journal/journalWriter.ts';
import { blockEvent, SESSION_FILE, STARTED } from './journalEvents.ts';

const [, , dataFolder = ''] = process.argv;
let written = 0;
const writer = new JournalWriter({
  dataFolder,
  fence: null,
  follower: {
    apply: events => {
      written += events.length;
      console.log(written);
    },
  },
  onProblem: () => {},
  onLost: () => {},
  log: () => {},
  batchMs: 1,
  batchEvents: 10,
});
writer.append(SESSION_FILE, [STARTED]);
let ordinal = 0;
setInterval(() => writer.append(SESSION_FILE, [blockEvent(ordinal++, 'x'.repeat(50_000))]), 1);
