import { isBusy, isLate, isUnreachable } from '@zhihe/postgres/pool'
import { safeError } from '@zhihe/runtime/safe-error'
import { DelayedError, type Job, type Queue, UnrecoverableError } from 'bullmq'
import { crashesOf, createCare } from './crashes.ts'
import { addLeftovers, handleParcel, type ParcelOptions } from './handle-parcel.ts'
import { unpack } from './parcel.ts'
import { longestRestMs, retryDelayMs, retryPolicy, UnrecoverableJobError } from './policy.ts'
import { received } from './received-job.ts'
import { refuseUnreadable } from './unreadable.ts'

export interface RunOptions extends Omit<ParcelOptions, 'isStopping'> {
  stopping: AbortSignal
}

/** Runs what BullMQ hands out. */
export function createRunner({ stopping, ...rest }: RunOptions): (job: Job, queue: Queue) => Promise<void> {
  const carefully = createCare(stopping)
  const parcels: ParcelOptions = { ...rest, isStopping: () => stopping.aborted }

  async function run(job: Job, queue: Queue): Promise<void> {
    await refuseUnreadable(job)
    const whole = received(job)
    const parts = unpack(whole)
    if (parts === null) return await carefully(job, () => rest.turns(() => rest.handle(whole)))
    const crashes = crashesOf(job)
    // One of them may have killed its worker, so from here on each answers for itself.
    if (crashes > 0)
      await addLeftovers(
        queue,
        parts.map((part) => ({ job: part, delayMs: 0 })),
        crashes,
      )
    else await addLeftovers(queue, await handleParcel(parts, parcels))
  }

  return async (job, queue) => {
    try {
      await run(job, queue)
    } catch (error) {
      if (error instanceof UnrecoverableJobError) throw new UnrecoverableError(error.message)
      if (error instanceof UnrecoverableError) throw error
      if (isOutage(error) && (await waitsUnharmed(job))) throw new DelayedError()
      throw safeError(error)
    }
  }
}

// Away, full, or locked. A statement that is too much for the server would come again for ever, so one that was not done in time is an attempt.
function isOutage(error: unknown): boolean {
  return (isUnreachable(error) || isBusy(error)) && !isLate(error)
}

/** Puts the job back until a moment later, with the attempts that it has: that the database cannot be used is no fault of the job's. */
async function waitsUnharmed(job: Job): Promise<boolean> {
  const longestMs = Math.min(retryDelayMs(Math.max(1, job.attemptsStarted)), longestRestMs)
  const delayMs = Math.round(longestMs * (1 - retryPolicy.jitter * Math.random()))
  return await job.moveToDelayed(Date.now() + delayMs, job.token).then(
    () => true,
    () => false, // the queue is away too, or another worker has the job
  )
}
