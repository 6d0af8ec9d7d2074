// Reads one captured answer, plain or folded from a stream: facts, outcome and the body to record.
import { dialectFor } from '../../core/dialects/byName.ts';
import type { ResponseFacts, StreamFolder } from '../../core/dialects/dialect.ts';
import { EMPTY_RESPONSE } from '../../core/dialects/facts.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { ExchangeEnded } from '../../protocol/capture.ts';
import type { RecordedBody } from '../../protocol/journal.ts';
import type { DialectName, Outcome } from '../../protocol/wire.ts';
import { decideOutcome } from './decideOutcome.ts';
import { type DecodedBody, decodeWireBody, type WireBody } from './decodedBody.ts';
import type { ResponseCapture } from './responseCapture.ts';
import type { Scrub } from './scrubSecrets.ts';
import { parseJson } from './understandRequest.ts';

export interface UnderstoodResponse {
  facts: ResponseFacts;
  outcome: Outcome;
  error: { code: string; message: string } | null;
  body: RecordedBody;
  isFolded: boolean;
  /** Events and content of the stream that are of no kind we know. */
  unknownCount: number;
}

type ReportFailure = (step: string, error: unknown) => void;

const MAX_ERROR_CHARS = 2000;

/** @param capture null when no answer came */
export async function understandResponse(
  capture: ResponseCapture | null,
  ended: Pick<ExchangeEnded, 'end' | 'error' | 'wireBytes' | 'isTruncated'>,
  dialect: DialectName,
  scrub: Scrub,
  report: ReportFailure,
): Promise<UnderstoodResponse> {
  await capture?.finish();
  const folder = capture?.folder ?? null;
  const folded = folder === null ? null : foldedText(folder, scrub, report);
  const wire: WireBody = {
    chunks: folded === null ? (capture?.chunks ?? []) : [],
    wireBytes: ended.wireBytes,
    isTruncated: ended.isTruncated,
    isCut: ended.end !== 'complete',
    contentEncoding: capture === null ? null : (headerValue(capture.headers, 'content-encoding') ?? null),
  };
  const plain = await decodeWireBody(wire, scrub);
  const json = parseJson(folded ?? plain.text);
  const facts = readFacts(json, dialect, report);
  return {
    facts,
    ...judge(facts, ended, capture?.status ?? null, contentState(capture, folder, json), scrub),
    body: folded === null ? recordedPlain(plain) : { ...plain.facts, text: folded },
    isFolded: folded !== null,
    unknownCount: folder?.unknownCount ?? 0,
  };
}

/** The message of a stream of WebSocket frames, which has no bytes of its own to fall back on but their text. */
export function understandFrames(
  frames: { folder: StreamFolder | null; texts: readonly string[]; wireBytes: number },
  ended: Pick<ExchangeEnded, 'end' | 'error'>,
  dialect: DialectName,
  scrub: Scrub,
  report: ReportFailure,
): UnderstoodResponse {
  const folded = frames.folder === null ? null : foldedText(frames.folder, scrub, report);
  const facts = readFacts(parseJson(folded), dialect, report);
  const content = frames.folder?.isTerminal ? 'terminal' : 'open';
  const text = folded ?? scrub(frames.texts.join('\n'));
  return {
    facts,
    ...judge(facts, ended, 101, content, scrub),
    body: { wire_bytes: frames.wireBytes, content_encoding: null, text },
    isFolded: folded !== null,
    unknownCount: frames.folder?.unknownCount ?? 0,
  };
}

function foldedText(folder: StreamFolder, scrub: Scrub, report: ReportFailure): string | null {
  try {
    const message = folder.fold();
    return message === undefined ? null : scrub(JSON.stringify(message));
  } catch (error) {
    report('folding the stream', error);
    return null;
  }
}

function readFacts(json: unknown, dialect: DialectName, report: ReportFailure): ResponseFacts {
  if (json === undefined) return EMPTY_RESPONSE;
  try {
    return dialectFor(dialect).readResponse(json);
  } catch (error) {
    report('reading the answer', error);
    return EMPTY_RESPONSE;
  }
}

function contentState(
  capture: ResponseCapture | null,
  folder: StreamFolder | null,
  json: unknown,
): 'terminal' | 'open' | 'unknown' {
  if (folder?.isTerminal) return 'terminal';
  // A stream that could not be copied whole may well have ended.
  if (folder !== null) return 'open';
  return capture !== null && json !== undefined ? 'terminal' : 'unknown';
}

function judge(
  facts: ResponseFacts,
  ended: Pick<ExchangeEnded, 'end' | 'error'> & { isTruncated?: boolean },
  status: number | null,
  content: 'terminal' | 'open' | 'unknown',
  scrub: Scrub,
): Pick<UnderstoodResponse, 'outcome' | 'error'> {
  const outcome = decideOutcome({
    end: ended.end,
    status,
    hasProviderError: facts.error !== null,
    content: content === 'open' && ended.isTruncated === true ? 'unknown' : content,
  });
  const error = facts.error ?? ended.error ?? (outcome === 'error' ? statusError(status) : null);
  return {
    outcome,
    error: error && { code: error.code, message: scrub(error.message).slice(0, MAX_ERROR_CHARS) },
  };
}

function statusError(status: number | null): { code: string; message: string } {
  if (status === null) return { code: 'no_answer', message: 'The provider did not answer.' };
  return { code: `http_${status}`, message: `The provider answered with status ${status}.` };
}

function recordedPlain(body: DecodedBody): RecordedBody {
  if (body.text !== null) return { ...body.facts, text: body.text };
  return { ...body.facts, base64: Buffer.from(body.bytes).toString('base64') };
}
