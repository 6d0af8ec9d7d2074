// `lunaroute demo`: serves the demo upstream until it is told to stop.
import { parseArgs } from 'node:util';
import { type CliContext, writeLine } from './cliContext.ts';
import { DEMO_HELP } from './helpTexts.ts';
import { readNumber } from './readNumber.ts';

export async function demoCommand(args: string[], context: CliContext): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string', default: '0' }, help: { type: 'boolean' } },
  });
  if (values.help) return writeLine(context.stdout, DEMO_HELP);
  const demo = await context.startDemo(readNumber('--port', values.port));
  writeLine(context.stdout, JSON.stringify({ event: 'listening', url: demo.url }));
  const { stopSignal } = context;
  if (!stopSignal.aborted)
    await new Promise<void>(resolve => {
      stopSignal.addEventListener('abort', () => resolve(), { once: true });
    });
  await demo.close();
}
