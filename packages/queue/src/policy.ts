import type { JobsOptions } from 'bullmq'

/**
 * How a job is tried. Attempt n+1 comes 0.2 s · 2^(n-1) after attempt n, less up to half of it by jitter, so ten attempts span one to two
 * minutes. That the database is away, full or locked uses up none of them.
 */
export const retryPolicy = { attempts: 10, firstDelayMs: 200, longestDelayMs: 60_000, jitter: 0.5 } as const

/** How long a job rests at most that could not use the database, in milliseconds, before it is tried again, as often as that may be. */
export const longestRestMs = 1_000

/**
 * How long a dead worker's jobs rest, in milliseconds. They are taken over after at most this and two looks, a fifth of it each: 7 s. A lock is renewed
 * when it is a fifth old, so a worker whose event loop was blocked for 3.5 s still has its jobs.
 */
export const defaultLeaseMs = 5_000

/** How often a worker died is counted by us (`crashPolicy`), so BullMQ never gives up. */
export function workerOptions(leaseMs: number) {
  return {
    lockDuration: leaseMs,
    lockRenewTime: leaseMs / 5,
    stalledInterval: leaseMs / 5,
    maxStalledCount: 1_000_000,
    drainDelay: 1, // seconds; also how soon a worker notices jobs when its LISTEN is half-open
    runRetryDelay: 500,
    autorun: false,
  }
}

/**
 * A job whose worker died twice is a suspect: in each process suspects run one after the other, so that the next death is the one's fault that ran. After
 * the fifth it is a dead letter. Of suspects those go first that saw fewer deaths.
 */
export const crashPolicy = { suspectAfter: 2, quarantineAfter: 5, restMs: 500 } as const

/** So many jobs make one of BullMQ's; enough for its cost to vanish, and few enough for several workers to share a backlog. */
export const jobsPerParcel = 25

/** No call of this package waits longer than this for the back end. */
export const callDeadlineMs = 5_000

/** Thrown by a handler for a payload that can never succeed: the job is not tried again and becomes a dead letter with this message. */
export class UnrecoverableJobError extends Error {
  override readonly name = 'UnrecoverableJobError'
}

export const jobOptions = {
  attempts: retryPolicy.attempts,
  backoff: { type: 'exponential', delay: retryPolicy.firstDelayMs, jitter: retryPolicy.jitter },
  // The inbox is what catches a duplicate. On PostgreSQL keeping the last 500 costs 4 ms for each that completes.
  removeOnComplete: true,
  removeOnFail: false,
  stackTraceLimit: 3,
} as const satisfies JobsOptions

/** Milliseconds before attempt `failures + 1` at most; jitter may take half of it away. */
export function retryDelayMs(failures: number): number {
  return Math.min(retryPolicy.firstDelayMs * 2 ** (failures - 1), retryPolicy.longestDelayMs)
}

/** BullMQ refuses a colon and takes an all-digit id for one of its own. */
export function isJobId(id: string): boolean {
  return /^[a-z][\w-]{0,99}$/i.test(id)
}
