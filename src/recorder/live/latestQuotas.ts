// The newest that providers told of their limits, until the windows are reset.
import type { Quota } from '../../protocol/limits.ts';

/** Windows are a week long at most; what says nothing of its reset is out of date then. */
const MAX_AGE_MS = 7 * 86_400_000;

export class LatestQuotas {
  private readonly quotas = new Map<string, Quota>();

  /** An older observation changes nothing. */
  take(quotas: readonly Quota[]): void {
    for (const quota of quotas) {
      const key = `${quota.provider} ${quota.window}`;
      const known = this.quotas.get(key);
      if (known === undefined || known.observed_at <= quota.observed_at) this.quotas.set(key, quota);
    }
  }

  /** How full a window is after its reset is not known until the next answer. */
  at(now: number): Quota[] {
    return [...this.quotas.values()]
      .filter(({ resets_at, observed_at }) =>
        resets_at === null ? now - Date.parse(observed_at) < MAX_AGE_MS : Date.parse(resets_at) > now,
      )
      .toSorted((a, b) => a.provider.localeCompare(b.provider) || a.window.localeCompare(b.window));
  }
}
