// Durations as OpenAI writes them in its rate limit headers.

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/;

/** `6m0s`, `1.5s`, `120ms` in milliseconds; null for anything else. */
export function readDuration(text: string): number | null {
  if (text.length > 40 || !DURATION.test(text)) return null;
  let ms = 0;
  for (const [, value, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g))
    ms += Number(value) * (UNITS[unit ?? ''] ?? 0);
  return ms;
}
