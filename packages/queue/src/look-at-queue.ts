import type { QueueAddress } from './backend.ts'
import { withQueue } from './dead-letters.ts'

/** What may be shown of a dead letter: never its data. */
export interface DeadSummary {
  jobId: string
  name: string
  reason: string
  attempts: number
  /** RFC 3339. */
  failedAt: string
}

export interface QueueView {
  waiting: number
  active: number
  delayed: number
  failed: number
  /** Milliseconds that the next job has waited; 0 when none waits. */
  oldestWaitingMs: number
  /** The newest first. */
  dead: DeadSummary[]
}

/** A queue as an administrator sees it, with up to `limit` dead letters (50). Rejects within seconds when the back end is down. */
export async function lookAtQueue(address: QueueAddress, { limit = 50 }: { limit?: number } = {}): Promise<QueueView> {
  return await withQueue(address, async (queue) => {
    const [counts, [oldest], dead] = await Promise.all([
      queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
      queue.getJobs(['waiting'], 0, 0, true),
      queue.getFailed(0, limit - 1),
    ])
    return {
      waiting: counts['waiting'] ?? 0,
      active: counts['active'] ?? 0,
      delayed: counts['delayed'] ?? 0,
      failed: counts['failed'] ?? 0,
      oldestWaitingMs: oldest ? Math.max(0, Date.now() - oldest.timestamp) : 0,
      dead: dead.map(({ id, name, failedReason, attemptsMade, finishedOn, timestamp }) => ({
        jobId: id ?? '',
        name,
        reason: failedReason,
        attempts: attemptsMade,
        failedAt: new Date(finishedOn ?? timestamp).toISOString(),
      })),
    }
  })
}
