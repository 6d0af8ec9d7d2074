// How numbers, money and times are written wherever a person reads them: editor and webview alike.

/** Shown for what is not known, which is never 0. */
export const UNKNOWN = '–';

/** Making a formatter takes a hundred times as long as using it; a tree has thousands of values. */
const formatters = new Map<string, unknown>();

function kept<T>(kind: string, locale: string | undefined, options: object, make: () => T): T {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key) as T | undefined;
  if (formatter === undefined) {
    formatter = make();
    formatters.set(key, formatter);
  }
  return formatter;
}

/** As `new Intl.NumberFormat`, made once. */
export function numberFormat(locale?: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return kept('number', locale, options, () => new Intl.NumberFormat(locale, options));
}

/** As `new Intl.DateTimeFormat`, made once. */
export function dateTimeFormat(
  locale?: string,
  options: Intl.DateTimeFormatOptions = {},
): Intl.DateTimeFormat {
  return kept('date', locale, options, () => new Intl.DateTimeFormat(locale, options));
}

function relativeTimeFormat(
  locale: string | undefined,
  options: Intl.RelativeTimeFormatOptions,
): Intl.RelativeTimeFormat {
  return kept('relative', locale, options, () => new Intl.RelativeTimeFormat(locale, options));
}

const COUNT_UNITS = ['', 'k', 'M', 'B', 'T'] as const;

/** `847`, `1.24k`, `12.4k`, `812k`, `1.24M`: three digits that matter. */
export function formatCount(count: number | null): string {
  if (count === null) return UNKNOWN;
  let value = count;
  let unit = 0;
  while (unit < COUNT_UNITS.length - 1 && roundToThreeDigits(value) >= 1000) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return String(Math.round(value));
  return `${threeDigits(value)}${COUNT_UNITS[unit]}`;
}

/** `847`, `1,240`: the exact number, for tooltips and copies. */
export function formatExactCount(count: number | null, locale?: string): string {
  return count === null ? UNKNOWN : numberFormat(locale).format(count);
}

/**
 * `$0.004`, `$3.41`, `$128`, `$12.4k`. With `isIncomplete` (something in the sum has no known price) it
 * starts with `≈`.
 */
export function formatCost(usd: number | null, isIncomplete = false): string {
  if (usd === null) return UNKNOWN;
  return `${isIncomplete ? '≈' : ''}${costText(usd)}`;
}

/** `$0.004127`: to the millionth of a dollar, for tooltips and copies. */
export function formatExactCost(usd: number | null): string {
  if (usd === null) return UNKNOWN;
  return `$${usd.toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

/** `340 ms`, `4.2 s`, `42 s`, `3 m 12 s`, `2 h 5 m`. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return joinUnits(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
}

/** `92 %` of 0.92; unknown when the whole is. */
export function formatShare(part: number | null, whole: number | null): string {
  if (part === null || whole === null || whole === 0) return UNKNOWN;
  return `${Math.round((100 * part) / whole)} %`;
}

/** `12 min ago` up to a day, then the date in the user's locale. */
export function formatTimeAgo(time: string, nowMs: number, locale?: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return UNKNOWN;
  const minutes = Math.floor(Math.max(0, nowMs - at) / 60_000);
  if (minutes >= 24 * 60) return formatDateTime(at, locale, 'short');
  const relative = relativeTimeFormat(locale, { style: 'short', numeric: 'auto' });
  const text =
    minutes < 1
      ? relative.format(0, 'second')
      : minutes < 60
        ? relative.format(-minutes, 'minute')
        : relative.format(-Math.floor(minutes / 60), 'hour');
  // English abbreviates with a full stop, "12 min. ago", which VS Code's own views don't.
  return text.replace(/(\b(?:min|hr|sec))\./, '$1');
}

/** `2m`, `3h` up to a day, then `Mar 9`: for narrow places. */
export function formatAge(time: string, nowMs: number, locale?: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return UNKNOWN;
  const minutes = Math.floor(Math.max(0, nowMs - at) / 60_000);
  if (minutes >= 24 * 60) return dateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(at);
  if (minutes < 1) return relativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
  const unit = minutes < 60 ? 'minute' : 'hour';
  const count = minutes < 60 ? minutes : Math.floor(minutes / 60);
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(count);
}

/** `14:02:11` in the user's zone. */
export function formatClock(time: string, locale?: string, timeZone?: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return UNKNOWN;
  return dateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);
}

/** `Mar 10, 2026, 14:02:11`: one clock everywhere, whatever the locale has. */
export function formatDateTime(
  at: number,
  locale?: string,
  timeStyle: 'short' | 'medium' = 'medium',
  dateStyle: 'medium' | 'full' = 'medium',
): string {
  return dateTimeFormat(locale, { dateStyle, timeStyle, hourCycle: 'h23' }).format(at);
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `317 KB`, `1.25 GB`; unknown as everywhere. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return UNKNOWN;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : threeDigits(value)} ${BYTE_UNITS[unit]}`;
}

/** `sonnet-4.5` of `claude-sonnet-4-5-20250929`: what a person calls the model in a narrow place. */
export function formatModel(model: string | null): string {
  if (model === null) return UNKNOWN;
  return model
    .replace(/^claude-/, '')
    .replace(/-(?:20\d{6}|20\d\d-\d\d-\d\d|latest)$/, '')
    .replace(/-(\d+)-(\d{1,2})$/, '-$1.$2');
}

function costText(usd: number): string {
  if (usd === 0) return '$0.00';
  if (usd < 0.0005) return '<$0.001';
  if (usd < 0.0095) return `$${usd.toFixed(3)}`;
  if (usd < 99.995) return `$${usd.toFixed(2)}`;
  if (usd < 9_999.5) return `$${Math.round(usd)}`;
  return `$${formatCount(usd)}`;
}

function roundToThreeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

function threeDigits(value: number): string {
  return value.toPrecision(3).length > 4 ? String(roundToThreeDigits(value)) : value.toPrecision(3);
}

function joinUnits(whole: number, wholeUnit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole} ${wholeUnit}` : `${whole} ${wholeUnit} ${rest} ${restUnit}`;
}

/** `1 session`, `1,204 sessions`: for the command line, which speaks English. */
export function countOf(count: number, noun: string): string {
  return `${formatExactCount(count, 'en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
