import type { Queue } from 'bullmq'
import { openBackend, type QueueAddress } from './backend.ts'
import { forgetCrashes } from './crashes.ts'
import { closeQuietly, within } from './patience.ts'
import { callDeadlineMs } from './policy.ts'

export interface DeadLetter {
  jobId: string
  name: string
  data: unknown
  reason: string
  attempts: number
  /** RFC 3339. */
  failedAt: string
}

/** The newest dead letters of a queue, 100 unless told otherwise. Rejects within seconds when the back end is down. */
export async function listDead(address: QueueAddress, { limit = 100 }: { limit?: number } = {}): Promise<DeadLetter[]> {
  return await withQueue(address, async (queue) => {
    const jobs = await queue.getFailed(0, limit - 1)
    return jobs.map((job) => ({
      jobId: job.id ?? '',
      name: job.name,
      data: job.data,
      reason: job.failedReason,
      attempts: job.attemptsMade,
      failedAt: new Date(job.finishedOn ?? job.timestamp).toISOString(),
    }))
  })
}

/** Puts dead letters back to wait with all their attempts before them, and returns how many: one by its id, or up to `limit` (1,000). */
export async function retryDead(address: QueueAddress, { jobId, limit = 1_000 }: { jobId?: string; limit?: number } = {}): Promise<number> {
  return await withQueue(address, async (queue) => {
    const jobs = jobId === undefined ? await queue.getFailed(0, limit - 1) : [await queue.getJob(jobId)]
    let retried = 0
    for (const job of jobs) {
      if (!job || !(await job.isFailed())) continue
      await forgetCrashes(job)
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
      retried += 1
    }
    return retried
  })
}

/** Opens a queue for one piece of work. Rejects within seconds when the back end is down. */
export async function withQueue<T>(address: QueueAddress, work: (queue: Queue) => Promise<T>): Promise<T> {
  const backend = openBackend({ ...address, onFault: () => {} })
  try {
    await backend.prepare()
    const queue = backend.createQueue()
    try {
      await within(queue.waitUntilReady(), callDeadlineMs, 'the queue was not ready')
      return await work(queue)
    } finally {
      await closeQuietly(queue)
    }
  } finally {
    await backend.close()
  }
}
