// Reads the error that a reply's body reports, in the shapes that providers and gateways use.
import { isRecord, type JsonRecord, textOrNull } from './json.ts';

export interface ReportedError {
  code: string;
  message: string;
}

/**
 * Anthropic `{type:"error",error:{type,message}}`, OpenAI `{error:{code,type,message}}` and `{error:"text"}`,
 * ChatGPT `{detail}`, OpenAI's stream event `{type:"error",code,message}`. Null when the body reports none.
 */
export function errorOf(body: JsonRecord): ReportedError | null {
  if (isRecord(body.error)) return readError(body.error);
  if (typeof body.error === 'string' && body.error !== '') return { code: 'error', message: body.error };
  if (body.type === 'error') return readError(body);
  if (isRecord(body.detail)) return readError(body.detail);
  if (typeof body.detail === 'string' && body.detail !== '') return { code: 'error', message: body.detail };
  return null;
}

function readError(error: JsonRecord): ReportedError {
  const code = typeof error.code === 'number' ? String(error.code) : textOrNull(error.code);
  const type = error.type === 'error' ? null : textOrNull(error.type);
  return { code: code ?? type ?? 'error', message: textOrNull(error.message) ?? '' };
}
