// Decides which sessions retention removes and which journals are compressed. Pure.
import type { RetentionPolicy } from '../../protocol/retention.ts';

/** A journal with what is known of its session. */
export interface StoredSession {
  id: string;
  /** Relative to the data folder, with '/'. */
  file: string;
  title: string | null;
  isPinned: boolean;
  /** A request runs, or one may soon go on with it. */
  isLive: boolean;
  isArchived: boolean;
  diskBytes: number;
  /** Last activity; milliseconds since the epoch. */
  endedMs: number;
  /** Last time the journal was written to. */
  writtenMs: number;
}

export interface ExpiredSession extends StoredSession {
  reason: 'age' | 'size';
}

export interface RetentionPlan {
  /** Oldest first. */
  expired: ExpiredSession[];
  /** Oldest first; none of them expires. */
  cold: StoredSession[];
  /** Pinned sessions that would go otherwise. */
  keptPinnedCount: number;
  /** Of all journals and archives, before and after the removal. */
  bytes: number;
  remainingBytes: number;
  /** Age removes nothing this time: everything seems old, which the clock alone may say. */
  isAgeDoubtful: boolean;
}

const DAY_MS = 86_400_000;
const GIGABYTE = 1024 ** 3;
/** A clock so far ahead of all that is stored may be wrong. */
const DOUBTFUL_DAYS = 2;

/** @param now milliseconds since the epoch */
export function planRetention(
  sessions: readonly StoredSession[],
  policy: RetentionPolicy,
  now: number,
): RetentionPlan {
  const oldestFirst = sessions.toSorted((a, b) => a.endedMs - b.endedMs || (a.id < b.id ? -1 : 1));
  const bytes = sessions.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
  const maxBytes =
    policy.maxSizeGigabytes === 0 ? Number.POSITIVE_INFINITY : policy.maxSizeGigabytes * GIGABYTE;
  const isAgeDoubtful = seemsAllOld(sessions, policy.maxAgeDays, now);
  const maxAgeDays = isAgeDoubtful ? 0 : policy.maxAgeDays;
  const plan: RetentionPlan = {
    ...{ expired: [], cold: [], keptPinnedCount: 0 },
    ...{ bytes, remainingBytes: bytes, isAgeDoubtful },
  };
  for (const session of oldestFirst) {
    const reason = isOlder(session.endedMs, maxAgeDays, now)
      ? 'age'
      : plan.remainingBytes > maxBytes
        ? 'size'
        : null;
    if (reason === null || session.isLive) {
      if (isCold(session, policy, now)) plan.cold.push(session);
    } else if (session.isPinned) {
      plan.keptPinnedCount += 1;
      if (isCold(session, policy, now)) plan.cold.push(session);
    } else {
      plan.expired.push({ ...session, reason });
      plan.remainingBytes -= session.diskBytes;
    }
  }
  return plan;
}

/** A clock that jumped ahead must not empty the record; the next thing that is recorded or imported settles it. */
function seemsAllOld(sessions: readonly StoredSession[], maxAgeDays: number, now: number): boolean {
  return (
    sessions.length > 0 &&
    sessions.every(
      ({ endedMs, writtenMs }) =>
        isOlder(endedMs, maxAgeDays, now) && isOlder(Math.max(endedMs, writtenMs), DOUBTFUL_DAYS, now),
    )
  );
}

function isCold(session: StoredSession, policy: RetentionPolicy, now: number): boolean {
  return !session.isArchived && !session.isLive && isOlder(session.writtenMs, policy.compressAfterDays, now);
}

/** @param days 0 switches the limit off */
function isOlder(ms: number, days: number, now: number): boolean {
  return days > 0 && now - ms > days * DAY_MS;
}
