// `lunaroute import`: reads other programs' logs into the record, through the LunaRoute that runs, or by itself.
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { networkFromEnvironment } from '../core/config/networkEnvironment.ts';
import { errorCode } from '../protocol/errors.ts';
import type { ImportBody, ImportProgress } from '../protocol/import.ts';
import { DEFAULT_SETTINGS } from '../protocol/settings.ts';
import { ApiClient } from '../service/apiClient.ts';
import { findOwner } from '../service/findOwner.ts';
import { logFolders } from '../service/logFolders.ts';
import { Participant } from '../service/participant.ts';
import { type CliContext, writeLine } from './cliContext.ts';
import { resolveDataFolder } from './dataFolder.ts';
import { IMPORT_HELP } from './helpTexts.ts';
import { describeReport } from './importReport.ts';
import { usageError } from './usageError.ts';

const OPTIONS = {
  since: { type: 'string' },
  'dry-run': { type: 'boolean' },
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export async function importCommand(args: string[], context: CliContext): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const { stdout, stderr, stopSignal } = context;
  if (values.help) return writeLine(stdout, IMPORT_HELP);
  const folders =
    positionals.length > 0 ? positionals.map(name => path.resolve(name)) : await defaultFolders();
  if (folders.length === 0)
    throw usageError(`There are no logs at ${logFolders(os.homedir()).join(' or ')}. Name a folder.`);
  await withOwner(values.data, context, async api => {
    for (const folder of folders) {
      const body: ImportBody = { path: folder };
      if (values.since !== undefined) body.since = values.since;
      if (values['dry-run']) body.dry_run = true;
      const report = await api.importSessions(body, progress => showProgress(context, progress), stopSignal);
      if (isTerminal(stderr)) stderr.write('\r\u001b[K');
      writeLine(
        stdout,
        values.json ? JSON.stringify(report, null, 2) : `${folder}\n${describeReport(report)}`,
      );
    }
  });
}

async function defaultFolders(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of logFolders(os.homedir())) {
    const facts = await stat(folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (facts?.isDirectory()) found.push(folder);
  }
  return found;
}

/** The LunaRoute that owns the folder, or one that runs as long as `use` takes. */
async function withOwner(
  data: string | undefined,
  context: CliContext,
  use: (api: ApiClient) => Promise<void>,
): Promise<void> {
  const { environment, version, paths, stderr } = context;
  const dataFolder = resolveDataFolder(data ?? environment.LUNAROUTE_DATA_FOLDER ?? '', environment);
  const owner = await findOwner(dataFolder, version).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  const participant = owner === null ? createOwner(dataFolder, context) : null;
  // What was left stopped stays stopped; what was left running proxies meanwhile, as the folder's next owner would.
  await participant?.join('asLeft');
  const api = new ApiClient(() => owner ?? participant?.address ?? null);
  try {
    await use(api);
  } finally {
    api.dispose();
    await participant?.close(0);
  }

  function createOwner(folder: string, { stopSignal }: CliContext): Participant {
    const settings = { ...DEFAULT_SETTINGS, port: 0 };
    const network = networkFromEnvironment(environment);
    return new Participant({
      ...{ version, dataFolder: folder, paths, isExclusive: true },
      readConfig: async () => ({ settings, network }),
      log: (level, message) => {
        if ((level === 'warn' || level === 'error') && !stopSignal.aborted)
          writeLine(stderr, `${level}: ${message}`);
      },
    });
  }
}

function showProgress({ stderr }: CliContext, progress: ImportProgress): void {
  if (!isTerminal(stderr)) return;
  const { files_done, files_total, bytes_done, bytes_total, requests_added } = progress;
  const percent = bytes_total === 0 ? 100 : Math.floor((100 * bytes_done) / bytes_total);
  stderr.write(`\r\u001b[K${percent} %, ${files_done} of ${files_total} logs, ${requests_added} requests`);
}

function isTerminal(stream: NodeJS.WritableStream): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}
