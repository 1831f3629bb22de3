import { setTimeout as pause } from 'node:timers/promises'
import { type Job, type JobsOptions, UnrecoverableError } from 'bullmq'
import { crashPolicy } from './policy.ts'
import { createTurns } from './turns.ts'

/** What is known of a suspect, kept with the job in the queue: what dies with a worker cannot tell of its death. */
interface Suspicion {
  crashes: number
  /** It has begun to run and has not ended. */
  isRunning: boolean
}

/** Options of a job that was in a parcel whose worker died. */
export interface CarriedOptions extends JobsOptions {
  crashes?: number
}

/** The part of a job that tells how often its worker died. */
export type Witness = Pick<Job, 'opts' | 'progress' | 'stalledCounter'>

/** A job of which something can be noted. */
export type Suspect = Witness & Pick<Job, 'updateProgress'>

/** How often a worker died, or froze for longer than its lock, while it had this job. */
export function crashesOf({ opts, progress, stalledCounter }: Witness): number {
  if (isSuspicion(progress)) return progress.crashes + Number(progress.isRunning)
  return ((opts as CarriedOptions).crashes ?? 0) + stalledCounter
}

/** Lets a process work on jobs that may kill it. Rejects with `QuarantinedError` for one that has done so too often. */
export type RunCarefully = <T>(job: Suspect, run: () => Promise<T>) => Promise<T>

export class QuarantinedError extends UnrecoverableError {
  override readonly name = 'QuarantinedError'
}

export function createCare(stopping: AbortSignal): RunCarefully {
  const oneByOne = createTurns(1)

  return async (job, run) => {
    const crashes = crashesOf(job)
    if (crashes >= crashPolicy.quarantineAfter) throw new QuarantinedError(`quarantined: its worker died ${crashes} times while it ran`)
    if (crashes < crashPolicy.suspectAfter) return await run()
    // From here on only a death while it runs counts, not one while it waits for its turn.
    await note(job, { crashes, isRunning: false })
    await pause((crashes - crashPolicy.suspectAfter) * crashPolicy.restMs, undefined, { signal: stopping }).catch(() => {})
    return await oneByOne(async () => {
      await note(job, { crashes, isRunning: true })
      try {
        return await run()
      } finally {
        // It came to an end, so what may happen to it before the queue knows of that is no death of its making. Unsaid, it counts as one.
        await note(job, { crashes, isRunning: false }).catch(() => {})
      }
    })
  }
}

/** Begins the count anew, for a dead letter that gets another life. */
export async function forgetCrashes(job: Suspect): Promise<void> {
  if (crashesOf(job) > 0) await note(job, { crashes: 0, isRunning: false })
}

async function note(job: Suspect, suspicion: Suspicion): Promise<void> {
  await job.updateProgress(suspicion)
}

function isSuspicion(progress: unknown): progress is Suspicion {
  return typeof progress === 'object' && progress !== null && 'crashes' in progress && typeof progress.crashes === 'number'
}
