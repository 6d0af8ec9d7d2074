// Cuts our own prefixes, `/t/<token>` and `/w/<label>`, off a request target.
import { WORKSPACE_LABEL } from '../../protocol/wire.ts';

export interface PrefixedTarget {
  /** Path and query without the prefixes; starts with `/`. */
  target: string;
  /** What stood in `/t/<token>/`, right or wrong; null without that prefix. */
  token: string | null;
  /** Label of `/w/<label>/`; null without that prefix. After it a path is always proxied, never the API's. */
  workspace: string | null;
}

const TOKEN_PREFIX = /^\/t\/([^/?#]+)(?=[/?]|$)/;
const WORKSPACE_PREFIX = /^\/w\/([^/?#]+)(?=[/?]|$)/;

/** @param target origin-form path and query, e.g. `/w/my-app-1a2b/v1/messages?beta=true` */
export function parsePrefixes(target: string): PrefixedTarget {
  let rest = target;
  const token = TOKEN_PREFIX.exec(rest);
  if (token !== null) rest = withSlash(rest.slice(token[0].length));
  const label = WORKSPACE_PREFIX.exec(rest);
  const workspace = label?.[1] !== undefined && WORKSPACE_LABEL.test(label[1]) ? label[1] : null;
  if (label !== null && workspace !== null) rest = withSlash(rest.slice(label[0].length));
  return { target: rest, token: token?.[1] ?? null, workspace };
}

function withSlash(rest: string): string {
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The path of a target, without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}
