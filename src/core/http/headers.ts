// Reads raw headers, flat as node:http and undici have them, and as the name/value pairs of the record.
import type { HeaderList } from '../../protocol/wire.ts';

/** Pairs in wire order out of `[name, value, name, value, …]`; case and duplicates are kept. */
export function pairHeaders(flat: readonly string[]): HeaderList {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return pairs;
}

/** The inverse of `pairHeaders`, as `writeHead` and undici take headers. */
export function flattenHeaders(headers: HeaderList): string[] {
  const flat: string[] = [];
  for (const [name, value] of headers) flat.push(name, value);
  return flat;
}

/** Every value of a header, in wire order. @param name in lower case */
export function headerValues(headers: HeaderList, name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of headers) if (isSameName(key, name)) values.push(value);
  return values;
}

/** The first value of a header. @param name in lower case */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  for (const [key, value] of headers) if (isSameName(key, name)) return value;
  return undefined;
}

// Comparing lengths first spares lower-casing nearly every name.
function isSameName(key: string, lowerCaseName: string): boolean {
  return key.length === lowerCaseName.length && key.toLowerCase() === lowerCaseName;
}
