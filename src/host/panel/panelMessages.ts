// What a message from the webview may look like: anything else is dropped before it is acted upon. Pure.
import * as z from 'zod/mini';
import { LunaRouteError } from '../../protocol/errors.ts';
import {
  type MarkCommand,
  markCommand,
  type PanelCommand,
  type PanelDocument,
  type PanelFile,
  type PanelHostContract,
  type PanelLive,
  panelApiTarget,
  panelCommand,
  panelDocument,
  panelFile,
  recordedId,
  savedSearches,
} from '../../protocol/panel.ts';

const MAX_COPY_CHARACTERS = 10_000_000;

const envelope = z.union([
  z.object({
    rpc: z.literal('call'),
    id: z.number(),
    method: z.enum([
      'apiGet',
      'live',
      'runCommand',
      'copyText',
      'openDocument',
      'saveFile',
      'markSession',
      'savedSearches',
      'saveSearches',
    ]),
    args: z.array(z.unknown()).check(z.maxLength(4)),
  }),
  z.object({
    rpc: z.literal('reply'),
    id: z.number(),
    err: z.object({ code: z.string(), message: z.string() }),
  }),
  z.object({ rpc: z.literal('reply'), id: z.number(), ok: z.optional(z.unknown()) }),
]);

/** The message if it is a call or reply that the contract knows, else undefined. */
export function readMessage(message: unknown): z.infer<typeof envelope> | undefined {
  const read = envelope.safeParse(message);
  return read.success ? read.data : undefined;
}

export interface PanelServices {
  get(target: string): Promise<unknown>;
  live(): PanelLive | null;
  run(command: PanelCommand): void;
  copy(text: string): void;
  open(document: PanelDocument): void;
  save(file: PanelFile): Promise<boolean>;
  mark(sessionId: string, command: MarkCommand): void;
  savedSearches(): string[];
  saveSearches(queries: readonly string[]): void;
}

/** The host's side of the contract with every argument checked. */
export function panelHost(services: PanelServices): PanelHostContract {
  return {
    apiGet: target => services.get(checked(panelApiTarget, target)),
    live: () => services.live(),
    runCommand: command => services.run(checked(panelCommand, command)),
    openDocument: document => services.open(checked(panelDocument, document)),
    saveFile: file => services.save(checked(panelFile, file)),
    markSession: (id, command) => services.mark(checked(recordedId, id), checked(markCommand, command)),
    savedSearches: () => services.savedSearches(),
    saveSearches: queries => services.saveSearches(checked(savedSearches, queries)),
    copyText: text => services.copy(checked(z.string().check(z.maxLength(MAX_COPY_CHARACTERS)), text)),
  };
}

function checked<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const read = z.safeParse(schema, value);
  if (!read.success)
    throw new LunaRouteError('bad_panel_call', 'The panel asked for something that it may not have.');
  return read.data;
}
