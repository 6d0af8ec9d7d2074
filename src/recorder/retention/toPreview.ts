// What retention would do, as the API asks and tells it.
import type { RetentionPolicy, RetentionPreview, RetentionQuery } from '../../protocol/retention.ts';
import type { RetentionPlan } from './planRetention.ts';

const SHOWN_SESSIONS = 200;

export function toPreview(policy: RetentionPolicy, plan: RetentionPlan): RetentionPreview {
  return {
    policy: {
      compress_after_days: policy.compressAfterDays,
      max_age_days: policy.maxAgeDays,
      max_size_gigabytes: policy.maxSizeGigabytes,
    },
    size_bytes: plan.bytes,
    remaining_bytes: plan.remainingBytes,
    kept_pinned_count: plan.keptPinnedCount,
    remove: {
      session_count: plan.expired.length,
      bytes: plan.bytes - plan.remainingBytes,
      sessions: plan.expired.slice(0, SHOWN_SESSIONS).map(({ id, title, endedMs, diskBytes, reason }) => ({
        id,
        title,
        ended_at: new Date(endedMs).toISOString(),
        bytes: diskBytes,
        reason,
      })),
    },
    compress: {
      session_count: plan.cold.length,
      bytes: plan.cold.reduce((sum, { diskBytes }) => sum + diskBytes, 0),
    },
  };
}

/** The members that the query names. */
export function toPolicy(query: RetentionQuery): Partial<RetentionPolicy> {
  const { compress_after_days, max_age_days, max_size_gigabytes } = query;
  return {
    ...(compress_after_days === undefined ? {} : { compressAfterDays: compress_after_days }),
    ...(max_age_days === undefined ? {} : { maxAgeDays: max_age_days }),
    ...(max_size_gigabytes === undefined ? {} : { maxSizeGigabytes: max_size_gigabytes }),
  };
}
