// Walks over JSON text by position, in linear time and without building values.

/** The text is no JSON, or nested deeper than anybody's request. */
export class JsonSyntaxError extends Error {}

/** Where a value stands: from its first character to behind its last. */
export interface Span {
  start: number;
  end: number;
}

export interface Member extends Span {
  key: string;
  /** The opening quote of the key. */
  keyStart: number;
}

const MAX_DEPTH = 500;
const LONG_VALUE_CHARS = 128;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

export class JsonScanner {
  readonly #text: string;
  /** Ends of values by their starts: walking into an object does not measure what is in it again. */
  readonly #longValues = new Map<number, number>();
  readonly #scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

  constructor(text: string) {
    this.#text = text;
  }

  /** The one value that the text is, without the whitespace around it. */
  root(): Span {
    const start = this.#skipSpace(0);
    const end = this.#skipValue(start, 0);
    if (this.#skipSpace(end) !== this.#text.length) throw new JsonSyntaxError('text after the value');
    return { start, end };
  }

  isString(span: Span): boolean {
    return this.#text.charCodeAt(span.start) === QUOTE;
  }

  isArray(span: Span): boolean {
    return this.#text.charCodeAt(span.start) === OPEN_BRACKET;
  }

  isObject(span: Span): boolean {
    return this.#text.charCodeAt(span.start) === OPEN_BRACE;
  }

  /** The value of a string without escapes, as keys and type names are written; else its raw text. */
  plainString(span: Span): string {
    return this.#text.slice(span.start + 1, span.end - 1);
  }

  /** The elements of an array; none for any other value. */
  elements(span: Span): Span[] {
    const found: Span[] = [];
    if (this.isArray(span)) this.#skipArray(span.start, 0, element => found.push(element));
    return found;
  }

  /** The members of an object; none for any other value. */
  members(span: Span): Member[] {
    const found: Member[] = [];
    if (this.isObject(span)) this.#skipObject(span.start, 0, member => found.push(member));
    return found;
  }

  #skipValue(at: number, depth: number): number {
    const known = this.#longValues.get(at);
    if (known !== undefined) return known;
    const end = this.#measureValue(at, depth);
    if (end - at >= LONG_VALUE_CHARS) this.#longValues.set(at, end);
    return end;
  }

  #measureValue(at: number, depth: number): number {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError('nested too deep');
    switch (this.#text.charCodeAt(at)) {
      case QUOTE:
        return this.#skipString(at);
      case OPEN_BRACE:
        return this.#skipObject(at, depth, null);
      case OPEN_BRACKET:
        return this.#skipArray(at, depth, null);
    }
    this.#scalar.lastIndex = at;
    if (!this.#scalar.test(this.#text)) throw new JsonSyntaxError(`no value at ${at}`);
    return this.#scalar.lastIndex;
  }

  #skipArray(start: number, depth: number, onElement: ((element: Span) => void) | null): number {
    let at = this.#skipSpace(start + 1);
    if (this.#text.charCodeAt(at) === CLOSE_BRACKET) return at + 1;
    for (;;) {
      const end = this.#skipValue(at, depth + 1);
      onElement?.({ start: at, end });
      at = this.#skipSpace(end);
      if (this.#text.charCodeAt(at) === CLOSE_BRACKET) return at + 1;
      at = this.#skipSpace(this.#expect(COMMA, at));
    }
  }

  #skipObject(start: number, depth: number, onMember: ((member: Member) => void) | null): number {
    let at = this.#skipSpace(start + 1);
    if (this.#text.charCodeAt(at) === CLOSE_BRACE) return at + 1;
    for (;;) {
      const keyStart = at;
      const keyEnd = this.#skipString(keyStart);
      const valueStart = this.#skipSpace(this.#expect(COLON, this.#skipSpace(keyEnd)));
      const end = this.#skipValue(valueStart, depth + 1);
      if (onMember !== null)
        onMember({ key: this.#text.slice(keyStart + 1, keyEnd - 1), keyStart, start: valueStart, end });
      at = this.#skipSpace(end);
      if (this.#text.charCodeAt(at) === CLOSE_BRACE) return at + 1;
      at = this.#skipSpace(this.#expect(COMMA, at));
    }
  }

  /** Strings hold most of a body: the search for their end is left to the engine. */
  #skipString(start: number): number {
    this.#expect(QUOTE, start);
    for (let at = start + 1; ; at += 1) {
      at = this.#text.indexOf('"', at);
      if (at === -1) throw new JsonSyntaxError('a string does not end');
      let backslashes = 0;
      while (this.#text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
      if (backslashes % 2 === 0) return at + 1;
    }
  }

  #skipSpace(from: number): number {
    let at = from;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
      at += 1;
    }
  }

  #expect(code: number, at: number): number {
    if (this.#text.charCodeAt(at) !== code) throw new JsonSyntaxError(`unexpected character at ${at}`);
    return at + 1;
  }
}
