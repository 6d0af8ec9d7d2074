// Removes what may be a credential from URLs and error texts before they are logged, shown or recorded.

const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
const KEY_IN_TEXT = /\b(sk|sess|pk|rk)-[A-Za-z0-9_-]{6,}|\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+/gi;

/** Scheme, host and path of a URL: no user, password, query or fragment. Text that is no URL comes back as `[url]`. */
export function redactUrl(text: string): string {
  const url = URL.parse(text);
  return url === null ? '[url]' : `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

/** A text with the URLs in it redacted and things that look like keys replaced by `[redacted]`. */
export function redactText(text: string): string {
  return text.replace(URL_IN_TEXT, redactUrl).replace(KEY_IN_TEXT, '[redacted]');
}
