// A process that archives a journal or makes an archive a journal again, and is killed after the step it is told.
import { prepareArchive, swapArchive, thawJournal } from '../../src/recorder/journal/archiveJournal.ts';

const [action, dataFolder = '', file = '', lastStep] = process.argv.slice(2);

const onStep = (step: string): void => {
  if (step === lastStep) process.kill(process.pid, 'SIGKILL');
};

if (action === 'thaw') await thawJournal(dataFolder, file, onStep);
else {
  const prepared = await prepareArchive(dataFolder, file, new AbortController().signal, onStep);
  if (prepared !== null) await swapArchive(dataFolder, prepared, onStep);
}
