// The command line: picks the command, and turns its errors into one line and an exit code.
import { errorCode, errorMessage, LunaRouteError } from '../protocol/errors.ts';
import { type CliContext, type Command, writeLine } from './cliContext.ts';
import { demoCommand } from './demoCommand.ts';
import { MAIN_HELP } from './helpTexts.ts';
import { importCommand } from './importCommand.ts';
import { metricsCommand, searchCommand, sessionsCommand, statsCommand } from './queryCommands.ts';
import { revealCommand, rotateKeyCommand } from './redactionCommands.ts';
import { serveCommand } from './serveCommand.ts';
import { compactCommand, moveDataCommand, retentionCommand } from './storageCommands.ts';
import { exitCodeOf, usageError } from './usageError.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  sessions: sessionsCommand,
  search: searchCommand,
  stats: statsCommand,
  metrics: metricsCommand,
  import: importCommand,
  compact: compactCommand,
  retention: retentionCommand,
  'move-data': moveDataCommand,
  reveal: revealCommand,
  'rotate-key': rotateKeyCommand,
  demo: demoCommand,
};

/** Runs one command. @param args without the executable and the script; @returns the exit code */
export async function main(args: readonly string[], context: CliContext): Promise<0 | 1 | 2> {
  try {
    await run(args, context);
    return 0;
  } catch (error) {
    if (context.stopSignal.aborted && isAbort(error)) return 0;
    writeLine(context.stderr, `lunaroute: ${describe(error)}`);
    return exitCodeOf(error);
  }
}

async function run([name, ...args]: readonly string[], context: CliContext): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return writeLine(context.stdout, MAIN_HELP);
  if (name === '--version' || name === '-v') return writeLine(context.stdout, context.version);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw usageError(`There is no command "${name}". See lunaroute --help.`);
  await command(args, context);
}

function describe(error: unknown): string {
  if (error instanceof LunaRouteError || errorCode(error).startsWith('ERR_PARSE_ARGS_'))
    return errorMessage(error);
  return `${errorMessage(error)} (${errorCode(error)})`;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
