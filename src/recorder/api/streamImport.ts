// `POST /import`: reads other programs' logs into the record, telling how far it is; leaving cancels it.
import { isAbsolute } from 'node:path';
import { errorCode, errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import { type ImportLine, type ImportProgress, importBody } from '../../protocol/import.ts';
import type { Importer } from '../import/importer.ts';
import type { AnswerStream } from './answerStream.ts';
import { parseBody } from './parseParams.ts';

const TELL_EVERY_MS = 250;

/** @throws LunaRouteError before anything was answered: `bad_body`, `not_found`, `import_running` */
export async function streamImport(importer: Importer, text: string, answer: AnswerStream): Promise<void> {
  const body = parseBody(importBody, text);
  if (!isAbsolute(body.path))
    throw new LunaRouteError('bad_body', 'path must be absolute: the recorder may run elsewhere.');
  const write = async (line: ImportLine): Promise<void> => {
    if (!answer.isStarted) answer.start(200, { 'content-type': 'application/x-ndjson' });
    await answer.write(Buffer.from(`${JSON.stringify(line)}\n`));
  };
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = async (progress: ImportProgress): Promise<void> => {
    const at = performance.now();
    if (at - toldAt < TELL_EVERY_MS) return;
    toldAt = at;
    await write(progress);
  };
  try {
    await write(await importer.run(body, tell, answer.signal));
  } catch (error) {
    if (answer.signal.aborted || !answer.isStarted) throw error;
    await write({ type: 'error', error: { code: errorCode(error), message: errorMessage(error) } });
  }
  answer.end();
}
