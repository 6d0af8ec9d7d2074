// The commands about what is stored: `compact`, `retention preview`, `move-data`.
import { parseArgs } from 'node:util';
import { countOf, formatBytes } from '../protocol/format.ts';
import type { RetentionPreview } from '../protocol/retention.ts';
import { moveDataFolder } from '../service/moveDataFolder.ts';
import { type CliContext, writeLine } from './cliContext.ts';
import { withService } from './connectToService.ts';
import { resolveDataFolder } from './dataFolder.ts';
import { COMPACT_HELP, MOVE_DATA_HELP, RETENTION_HELP } from './helpTexts.ts';
import { formatTable } from './table.ts';
import { usageError } from './usageError.ts';

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

export async function compactCommand(args: string[], context: CliContext): Promise<void> {
  const { values } = parseArgs({ args, options: { data: TEXT, help: FLAG } });
  if (values.help === true) return writeLine(context.stdout, COMPACT_HELP);
  const { before, after } = await withService(values.data, context, async api => {
    const cancel = (): void => void api.control('cancel').catch(() => undefined);
    context.stopSignal.addEventListener('abort', cancel, { once: true });
    const sizeOf = async (): Promise<number> => (await api.retentionPreview()).size_bytes;
    const size = await sizeOf();
    await api.control('compact');
    return { before: size, after: await sizeOf() };
  });
  writeLine(context.stdout, `Sessions take ${formatBytes(after)} now; before: ${formatBytes(before)}.`);
}

export async function retentionCommand(args: string[], context: CliContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { 'max-age-days': TEXT, 'max-size-gb': TEXT, data: TEXT, json: FLAG, help: FLAG },
    allowPositionals: true,
  });
  if (values.help === true) return writeLine(context.stdout, RETENTION_HELP);
  if (positionals.join(' ') !== 'preview') throw usageError('retention knows one thing to do: preview.');
  const query = { max_age_days: values['max-age-days'], max_size_gigabytes: values['max-size-gb'] };
  const preview = await withService(values.data, context, api => api.retentionPreview(query));
  writeLine(context.stdout, values.json === true ? JSON.stringify(preview, null, 2) : describe(preview));
}

/** Nothing may run on the folder. */
export async function moveDataCommand(args: string[], context: CliContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { data: TEXT, help: FLAG },
    allowPositionals: true,
  });
  if (values.help === true) return writeLine(context.stdout, MOVE_DATA_HELP);
  const [target, ...others] = positionals;
  if (target === undefined || others.length > 0) throw usageError('move-data takes one folder.');
  const { environment, version, stdout, stderr, stopSignal } = context;
  const to = resolveDataFolder(target, environment);
  const from = resolveDataFolder(values.data ?? environment.LUNAROUTE_DATA_FOLDER ?? '', environment);
  let total = 0;
  await moveDataFolder({
    ...{ from, to, version, signal: stopSignal },
    log: (_level, message) => writeLine(stderr, message),
    onProgress: ({ totalBytes }) => {
      total = totalBytes;
    },
    adopt: () => Promise.resolve(),
  });
  writeLine(
    stdout,
    `${formatBytes(total)} are in ${to} now. Start with --data, or set LUNAROUTE_DATA_FOLDER.`,
  );
}

function describe({
  remove,
  compress,
  size_bytes,
  remaining_bytes,
  kept_pinned_count,
}: RetentionPreview): string {
  const lines = [
    `Remove:   ${countOf(remove.session_count, 'session')}, ${formatBytes(remove.bytes)}`,
    `Compress: ${countOf(compress.session_count, 'session')}, ${formatBytes(compress.bytes)}`,
    `Stored:   ${formatBytes(size_bytes)}, ${formatBytes(remaining_bytes)} after the removal`,
  ];
  if (kept_pinned_count > 0) lines.push(`Kept:     ${countOf(kept_pinned_count, 'pinned session')}`);
  if (remove.sessions.length === 0) return lines.join('\n');
  const table = formatTable(
    [
      { title: 'ID', cell: session => session.id },
      { title: 'LAST ACTIVITY', cell: session => session.ended_at.slice(0, 16).replace('T', ' ') },
      { title: 'SIZE', cell: session => formatBytes(session.bytes), isRight: true },
      { title: 'WHY', cell: session => session.reason },
      { title: 'TITLE', cell: session => session.title ?? '' },
    ],
    remove.sessions,
  );
  return [...lines, '', table].join('\n');
}
