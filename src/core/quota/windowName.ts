// Names of quota windows by their length.

const HOUR = 60;
const DAY = 24 * HOUR;

/** 300 → `5h`, 10080 → `7d`; `window` when its length is unknown. */
export function windowName(minutes: number | null): string {
  if (minutes === null || minutes <= 0) return 'window';
  if (minutes % DAY === 0) return `${minutes / DAY}d`;
  return minutes % HOUR === 0 ? `${minutes / HOUR}h` : `${minutes}m`;
}
