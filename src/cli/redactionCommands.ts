// The commands about what redaction took out: `reveal`, `rotate-key`.
import { parseArgs } from 'node:util';
import { LunaRouteError } from '../protocol/errors.ts';
import { holdDataFolder } from '../service/holdDataFolder.ts';
import { readRedactionKeys, redactionKeyPath, writeRedactionKeys } from '../service/redactionKeyFile.ts';
import { rotateKeys } from '../service/redactionKeys.ts';
import { type CliContext, writeLine } from './cliContext.ts';
import { withService } from './connectToService.ts';
import { resolveDataFolder } from './dataFolder.ts';
import { REVEAL_HELP, ROTATE_KEY_HELP } from './helpTexts.ts';
import { usageError } from './usageError.ts';

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

export async function revealCommand(args: string[], context: CliContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { data: TEXT, help: FLAG },
    allowPositionals: true,
  });
  if (values.help === true) return writeLine(context.stdout, REVEAL_HELP);
  const [token, ...others] = positionals;
  if (token === undefined || others.length > 0) throw usageError('reveal takes one token.');
  const { value } = await withService(values.data, context, api => api.reveal(token));
  writeLine(context.stdout, value);
}

/** Nothing may run on the folder: it would go on with the old key. */
export async function rotateKeyCommand(args: string[], context: CliContext): Promise<void> {
  const { values } = parseArgs({ args, options: { forget: FLAG, data: TEXT, help: FLAG } });
  if (values.help === true) return writeLine(context.stdout, ROTATE_KEY_HELP);
  const { environment, version, stdout, stderr, stopSignal } = context;
  const dataFolder = resolveDataFolder(values.data ?? environment.LUNAROUTE_DATA_FOLDER ?? '', environment);
  const missing = `There is no redaction key at ${redactionKeyPath(dataFolder)}.`;
  if ((await readRedactionKeys(dataFolder)) === null)
    throw new LunaRouteError('redaction_key_missing', missing);
  const lease = await holdDataFolder({
    ...{ dataFolder, version, signal: stopSignal },
    log: (_level, message) => writeLine(stderr, message),
  });
  try {
    const keys = await readRedactionKeys(dataFolder);
    if (keys === null) throw new LunaRouteError('redaction_key_missing', missing);
    await writeRedactionKeys(dataFolder, rotateKeys(keys, values.forget !== true));
  } finally {
    await lease.release();
  }
  const fate = values.forget === true ? 'are destroyed' : 'are encrypted anew';
  writeLine(stdout, `The redaction key was rotated. Old values ${fate} when LunaRoute starts.`);
}
