// `lunaroute serve`: owns a data folder and proxies until it is told to stop.
import { networkFromEnvironment } from '../core/config/networkEnvironment.ts';
import { LunaRouteError } from '../protocol/errors.ts';
import { makesTokens, type RedactionKeys } from '../protocol/redaction.ts';
import { redactionRules, type Settings } from '../protocol/settings.ts';
import type { LogLevel } from '../protocol/workers.ts';
import { Participant } from '../service/participant.ts';
import { readOrCreateRedactionKeys, readRedactionKeys } from '../service/redactionKeyFile.ts';
import type { Log } from '../service/serviceTypes.ts';
import { type CliContext, writeLine } from './cliContext.ts';
import { resolveDataFolder } from './dataFolder.ts';
import { SERVE_HELP } from './helpTexts.ts';
import { readServeSettings } from './serveSettings.ts';

/** Streams in flight have so long to end after the first signal. */
const GRACE_MS = 10_000;
const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

export async function serveCommand(args: string[], context: CliContext): Promise<void> {
  const { environment, stdout, stderr, stopSignal, version, paths } = context;
  const settings = await readServeSettings(args, environment);
  if (settings === null) return writeLine(stdout, SERVE_HELP);
  const dataFolder = resolveDataFolder(settings.dataFolder, environment);
  const log: Log = (level, message) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(settings.logLevel)) return;
    writeLine(stderr, `${new Date(context.now()).toISOString()} ${level.padEnd(5)} ${message}`);
  };
  const network = networkFromEnvironment(environment);
  const participant = new Participant({
    ...{ version, dataFolder, paths, log },
    isExclusive: true,
    stopGraceMs: GRACE_MS,
    readConfig: async () => ({ settings, network, redactionKeys: await keysFor(settings, dataFolder) }),
  });
  const ended = whenEnded(participant, stopSignal);
  try {
    await participant.join('running');
    const { address } = participant;
    if (address !== null) {
      const { url, token } = address;
      writeLine(stdout, JSON.stringify({ event: 'listening', url, data: dataFolder, token }));
    }
    await ended;
  } finally {
    const { statistics } = await participant.close(stopSignal.aborted ? GRACE_MS : 0);
    if (statistics) stderr.write(statistics.endsWith('\n') ? statistics : `${statistics}\n`);
  }
}

/** A key is made when something needs it; values of an earlier run stay revealable without. */
function keysFor(settings: Settings, dataFolder: string): Promise<RedactionKeys | null> {
  const isNeeded = makesTokens(redactionRules(settings));
  return isNeeded ? readOrCreateRedactionKeys(dataFolder) : readRedactionKeys(dataFolder);
}

/** Resolves at the signal; rejects when another process took the data folder while this one was suspended. */
function whenEnded(participant: Participant, stopSignal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    if (stopSignal.aborted) resolve();
    stopSignal.addEventListener('abort', () => resolve(), { once: true });
    participant.onChange(({ role, error }) => {
      if (role !== 'closed' || error === null) return;
      reject(new LunaRouteError(error.code, error.message));
    });
  });
  // It may reject before anybody waits for it.
  ended.catch(() => undefined);
  return ended;
}
