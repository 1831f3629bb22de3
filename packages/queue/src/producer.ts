import type { Logger } from '@zhihe/runtime/log'
import { safeError } from '@zhihe/runtime/safe-error'
import type { Queue } from 'bullmq'
import { type Backend, openBackend, type QueueAddress } from './backend.ts'
import { watchOutage } from './outage.ts'
import { type NewJob, pack } from './parcel.ts'
import { closeQuietly, within } from './patience.ts'
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
  close(): Promise<void>
}

const readyDeadlineMs = 2_000
const closeDeadlineMs = 2_000

/** Opens lazily, so it does not matter whether the back end is up. */
export function openProducer({ logger, parcelSize = jobsPerParcel, ...address }: ProducerOptions): Producer {
  const outage = watchOutage(logger, `queue ${address.queue}`)
  const backend = openBackend({ ...address, onFault: () => {} })
  let current: Promise<Queue> | undefined
  let closed: Promise<void> | undefined

  const use = async <T>(work: (queue: Queue) => Promise<T>): Promise<T> => {
    if (closed) throw new Error(`queue ${address.queue} is closed here`)
    const queue = (current ??= openQueue(backend))
    try {
      const result = await work(await queue)
      outage.end()
      return result
    } catch (error) {
      if (current === queue) current = undefined
      void queue.then(
        (opened) => closeQuietly(opened),
        () => {},
      )
      throw error
    }
  }
  const close = async (): Promise<void> => {
    await current?.then(
      (opened) => closeQuietly(opened),
      () => {},
    )
    await within(backend.close(), closeDeadlineMs, 'the queue did not close').catch(() => {})
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
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  }
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

/** A queue object whose first connection failed stays failed for ever, so each attempt makes a new one. */
async function openQueue(backend: Backend): Promise<Queue> {
  await backend.prepare()
  const queue = backend.createQueue()
  try {
    await within(queue.waitUntilReady(), callDeadlineMs, 'the queue was not ready')
    return queue
  } catch (error) {
    void closeQuietly(queue)
    throw error
  }
}
