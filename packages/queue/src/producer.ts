import type { Logger } from '@zhihe/runtime/log'
import { watchOutage } from '@zhihe/runtime/outage'
import { safeError } from '@zhihe/runtime/safe-error'
import type { Queue } from 'bullmq'
import type { QueueAddress } from './backend.ts'
import { holdsOf } from './holds.ts'
import { keepQueue } from './keep-queue.ts'
import { type NewJob, pack } from './parcel.ts'
import { within } from './patience.ts'
import { callDeadlineMs, isJobId, jobOptions, jobsPerParcel } from './policy.ts'

export type { NewJob } from './parcel.ts'

export interface ProducerOptions extends QueueAddress {
  logger: Logger
  /** Jobs that travel together, 25; 1 for jobs that take long and should be shared among workers. */
  parcelSize?: number
}

export interface Producer extends AsyncDisposable {
  /** Adds all jobs or rejects within seconds; a rejected call may still have added them, so call again with the same ids. */
  addBulk(jobs: readonly NewJob[]): Promise<void>
  /** Asks the back end, at most 2 s. */
  isReady(): Promise<boolean>
  /**
   * Leaves a mark with the queue, which is gone when the data of the back end is, unless there is one by this name; resolves with the one that stands.
   * Rejects within 5 s.
   */
  mark(name: string, proposed: string): Promise<string>
  /** Those of the jobs that wait, run, rest or lie dead in the queue; null when too many wait to tell at little cost. Rejects within 5 s. */
  holds(jobIds: readonly string[]): Promise<ReadonlySet<string> | null>
  close(): Promise<void>
}

const readyDeadlineMs = 2_000
// Nobody works on it; what is in it is gone when everything else is.
const marksQueue = 'epochs'
// It rests, so that nobody counts it among the jobs that wait.
const markRestsMs = 365 * 24 * 3_600_000

/** Opens lazily, so it does not matter whether the back end is up. */
export function openProducer({ logger, parcelSize = jobsPerParcel, ...address }: ProducerOptions): Producer {
  const outage = watchOutage(logger, `queue ${address.queue}`)
  const jobsOf = keepQueue(address)
  const marks = keepQueue({ ...address, queue: marksQueue })
  const close = async (): Promise<void> => void (await Promise.all([jobsOf.close(), marks.close()]))
  const use = async <T>(work: (queue: Queue) => Promise<T>): Promise<T> => {
    const result = await jobsOf.use(work)
    outage.end()
    return result
  }

  return {
    addBulk: async (jobs) => {
      if (jobs.length === 0) return
      const entries = pack(jobs.map(withGoodId), parcelSize).map(toEntry)
      const adding = use((queue) => addAll(queue, entries))
      const failure = await within(adding, callDeadlineMs, 'the queue did not answer').then(() => undefined, safeError)
      if (failure === undefined) return
      if (!isJobRefusal(failure)) outage.begin(failure)
      throw new Error(`adding ${jobs.length} jobs to queue ${address.queue}`, { cause: failure })
    },
    isReady: () =>
      within(
        use((queue) => queue.getJobCounts('waiting')),
        readyDeadlineMs,
        'the queue did not answer',
      ).then(
        () => true,
        () => false,
      ),
    mark: (name, proposed) =>
      within(
        marks.use((queue) => markIn(queue, name, proposed)),
        callDeadlineMs,
        'the queue did not answer',
      ),
    holds: (jobIds) =>
      within(
        use((queue) => holdsOf(queue, jobIds)),
        callDeadlineMs,
        'the queue did not answer',
      ),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Of two who leave a mark at once the first is believed, so it is read after it was written. */
async function markIn(queue: Queue, name: string, proposed: string): Promise<string> {
  const read = async (): Promise<unknown> => (await queue.getJob(name))?.data?.epoch
  let found = await read()
  if (found === undefined) {
    await queue.add('epoch', { epoch: proposed }, { jobId: name, delay: markRestsMs })
    found = await read()
  }
  if (typeof found !== 'string') throw new Error(`the mark ${name} cannot be read`)
  return found
}

/** True when the back end can be reached and will never take this payload (PostgreSQL: U+0000 or a lone surrogate in JSON). */
export function isJobRefusal(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string' && /^22[0-9A-Z]{3}$/.test(current.code)) return true
    if (current.name === invalidJob) return true
  }
  return false
}

const invalidJob = 'InvalidJobError'

function withGoodId(job: NewJob): NewJob {
  if (!isJobId(job.jobId)) throw Object.assign(new Error(`${JSON.stringify(job.jobId)} is not a job id`), { name: invalidJob })
  return job
}

type Entry = ReturnType<typeof toEntry>

function toEntry({ name, data, jobId }: NewJob) {
  return { name, data, opts: { ...jobOptions, jobId } }
}

// On PostgreSQL a bulk makes two tables for each call: 12 ms of its time, where one job alone is a third of a millisecond.
async function addAll(queue: Queue, entries: readonly Entry[]): Promise<void> {
  const [single] = entries
  if (single && entries.length === 1) await queue.add(single.name, single.data, single.opts)
  else await queue.addBulk([...entries])
}
