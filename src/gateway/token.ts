// Checks the API's token in constant time.
import { createHash, timingSafeEqual } from 'node:crypto';
import { headerValue } from '../core/http/headers.ts';
import { type HeaderList, TOKEN_HEADER } from '../protocol/wire.ts';

export class TokenCheck {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = digest(token);
  }

  /** Hashing first makes both sides equally long, so that not even the length shows in the time. */
  isRight(candidate: string | null | undefined): boolean {
    return candidate != null && candidate !== '' && timingSafeEqual(digest(candidate), this.#digest);
  }

  /** `Authorization: Bearer <token>`, as the API wants it. */
  isBearerRight(headers: HeaderList): boolean {
    const value = headerValue(headers, 'authorization');
    return this.isRight(value === undefined ? null : /^bearer +(\S+)$/i.exec(value.trim())?.[1]);
  }

  /** The header `x-lunaroute-token` or the prefix `/t/<token>/`, as proxied requests carry it. */
  isPassRight(headers: HeaderList, prefixToken: string | null): boolean {
    return this.isRight(prefixToken) || this.isRight(headerValue(headers, TOKEN_HEADER));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
