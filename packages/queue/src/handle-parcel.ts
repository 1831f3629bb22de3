import type { Queue } from 'bullmq'
import type { CarriedOptions } from './crashes.ts'
import type { NewJob } from './parcel.ts'
import { jobOptions, retryDelayMs, UnrecoverableJobError } from './policy.ts'
import type { ReceivedJob } from './received-job.ts'
import type { TakeTurns } from './turns.ts'

export interface ParcelOptions {
  turns: TakeTurns
  handle: (job: ReceivedJob) => Promise<void>
  isStopping: () => boolean
  onFailed: (job: ReceivedJob, error: unknown) => void
}

export interface Leftover {
  job: NewJob
  delayMs: number
}

/** Does the jobs of a parcel, and returns those that did not succeed: from here on each goes its own way, with its own attempts. */
export async function handleParcel(jobs: readonly NewJob[], { turns, handle, isStopping, onFailed }: ParcelOptions): Promise<Leftover[]> {
  const leftovers = await Promise.all(
    jobs.map(({ name, data, jobId }) =>
      turns(async (): Promise<Leftover[]> => {
        const job = { name, data, jobId }
        if (isStopping()) return [{ job, delayMs: 0 }]
        try {
          await handle({ ...job, attempt: 1 })
          return []
        } catch (error) {
          // What can never succeed fails once more as a job of its own, and that is its dead letter.
          if (error instanceof UnrecoverableJobError) return [{ job, delayMs: 0 }]
          onFailed({ ...job, attempt: 1 }, error)
          return [{ job, delayMs: retryDelayMs(1) }]
        }
      }),
    ),
  )
  return leftovers.flat()
}

/** Each goes on with as many `crashes` as the parcel saw. If this rejects, the parcel was not done and all of it is done again. */
export async function addLeftovers(queue: Queue, leftovers: readonly Leftover[], crashes = 0): Promise<void> {
  if (leftovers.length === 0) return
  const carried: CarriedOptions = crashes > 0 ? { ...jobOptions, crashes } : jobOptions
  await queue.addBulk(
    leftovers.map(({ job: { name, data, jobId }, delayMs: delay }) => ({ name, data, opts: { ...carried, jobId, delay } })),
  )
}
