// Looks a header up by its name in any case.
import type { HeaderList } from '../../protocol/wire.ts';

/** The first value, trimmed; null when there is none or it is empty. @param name lower case */
export function headerValue(headers: HeaderList, name: string): string | null {
  for (const [key, value] of headers)
    if (key.toLowerCase() === name && value.trim() !== '') return value.trim();
  return null;
}
