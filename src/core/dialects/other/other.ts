// The dialect of everything we don't understand: it is passed through and recorded as text.
import type { Dialect, StreamEvent, StreamFolder } from '../dialect.ts';
import { EMPTY_REQUEST, EMPTY_RESPONSE } from '../facts.ts';

/** Folds nothing, so that the stream's own text is kept. */
class OpaqueFolder implements StreamFolder {
  readonly hasToken = false;
  readonly isTerminal = false;
  unknownCount = 0;

  push(_event: StreamEvent): void {
    this.unknownCount += 1;
  }

  fold(): undefined {
    return undefined;
  }
}

export const other: Dialect = {
  name: 'other',
  readRequest: () => EMPTY_REQUEST,
  readResponse: () => EMPTY_RESPONSE,
  createFolder: () => new OpaqueFolder(),
};
