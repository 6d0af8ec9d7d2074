// Tells a wrong command line or configuration (exit code 2) from a failure while running (exit code 1).
import { errorCode, LunaRouteError } from '../protocol/errors.ts';

const USAGE_CODES = new Set([
  'usage',
  'setting_unknown',
  'setting_invalid',
  'config_missing',
  'config_invalid',
  'variable_unset',
  'bad_query',
]);

export function usageError(message: string): LunaRouteError {
  return new LunaRouteError('usage', message);
}

/** 2 for what the user must write differently, 1 for the rest. */
export function exitCodeOf(error: unknown): 1 | 2 {
  const code = errorCode(error);
  return USAGE_CODES.has(code) || code.startsWith('ERR_PARSE_ARGS_') ? 2 : 1;
}
