// Who runs the service of a data folder, as other windows and the CLI read it from `lease.json`.
import * as z from 'zod/mini';

export const leaseFile = z.object({
  pid: z.number(),
  version: z.string(),
  /** Grows with every change of owner; an owner that sees a higher one must not write any more. */
  fence: z.number(),
  /** Where the API listens; null while starting. */
  url: z.nullable(z.string()),
  port: z.nullable(z.number()),
  /** What the user wants; nobody takes over a stopped proxy to run it. */
  desired: z.enum(['running', 'stopped']),
  /** Why nothing is recorded although it is enabled: holds until a person resumes. Missing in files of earlier versions. */
  pause: z.optional(z.nullable(z.enum(['paused', 'private']))),
});

export type Pause = 'paused' | 'private';

export type Lease = z.infer<typeof leaseFile>;

/**
 * File in the data folder whose atomic creation makes an owner: holding `fence` n means that this file exists
 * for n and for nothing higher. Whoever writes shared files checks for n + 1 first.
 */
export function claimFileName(fence: number): string {
  return `lease-${fence}.claim`;
}
