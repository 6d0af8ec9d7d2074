// How long the record is kept, and work on what is stored.
import * as z from 'zod/mini';

/** 0 switches a limit off. */
export interface RetentionPolicy {
  /** Journals that nobody wrote to for so long are compressed. */
  compressAfterDays: number;
  /** Sessions whose last activity is longer ago are removed. */
  maxAgeDays: number;
  /** Of journals and archives together; the oldest sessions are removed first. */
  maxSizeGigabytes: number;
}

/** Work on what is stored, which takes its time. */
export type TaskKind = 'housekeeping' | 'compact' | 'delete_all';

export interface TaskProgress {
  kind: TaskKind;
  /** Sessions that are done. */
  done: number;
  /** Null until it is known. */
  total: number | null;
}

/** `GET /retention/preview`: what retention would do now. */
export interface RetentionPreview {
  /** 0 switches a limit off. */
  policy: { compress_after_days: number; max_age_days: number; max_size_gigabytes: number };
  /** Of all journals and archives, now and after the removal. */
  size_bytes: number;
  remaining_bytes: number;
  /** Sessions that would go if they were not pinned. */
  kept_pinned_count: number;
  /** Oldest first; `sessions` are the first 200. */
  remove: {
    session_count: number;
    bytes: number;
    sessions: { id: string; title: string | null; ended_at: string; bytes: number; reason: 'age' | 'size' }[];
  };
  compress: { session_count: number; bytes: number };
}

const optionalLimit = z.optional(z.coerce.number().check(z.nonnegative()));

/** Query of `GET /retention/preview`: what is missing is as the settings have it. */
export const retentionQuery = z.strictObject({
  compress_after_days: optionalLimit,
  max_age_days: optionalLimit,
  max_size_gigabytes: optionalLimit,
});

/** Query of `DELETE /sessions`: the word is there so that nobody deletes everything by leaving an id out. */
export const deleteAllQuery = z.strictObject({ confirm: z.literal('all') });

export type RetentionQuery = z.infer<typeof retentionQuery>;
