// The one error class of the project: callers compare `code`, people read `message`.

export class LunaRouteError extends Error {
  readonly code: string;

  /** @param code stable snake_case identifier, @param message one plain sentence that says what to do next */
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LunaRouteError';
    this.code = code;
  }
}

/** The stable code of any thrown value: ours, Node's (`ECONNREFUSED`), or `internal_error`. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'internal_error';
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
