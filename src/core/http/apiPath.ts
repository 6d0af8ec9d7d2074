// Tells the API's own paths from those that are proxied.

export type ApiPath =
  | { kind: 'health' | 'ready' | 'metrics' | 'recorder' }
  /** `POST /control/<action>`; `action` may be unknown. */
  | { kind: 'control'; action: string };

/** What of the API a path means, or null when it is proxied. @param path without query and prefixes */
export function parseApiPath(path: string): ApiPath | null {
  switch (path) {
    case '/healthz':
      return { kind: 'health' };
    case '/readyz':
      return { kind: 'ready' };
    case '/metrics':
      return { kind: 'metrics' };
    case '/sessions':
    case '/facets':
    case '/stats':
    case '/events':
    case '/import':
      return { kind: 'recorder' };
  }
  if (path.startsWith('/sessions/') || path.startsWith('/retention/')) return { kind: 'recorder' };
  if (path.startsWith('/control/')) return { kind: 'control', action: path.slice('/control/'.length) };
  return null;
}
