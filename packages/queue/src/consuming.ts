import { setTimeout as pause } from 'node:timers/promises'
import { isUnreachable } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { type Outage, watchOutage } from '@zhihe/runtime/outage'
import { safeError } from '@zhihe/runtime/safe-error'
import type { Job, Queue, Worker } from 'bullmq'
import { type Backend, openBackend, type QueueAddress } from './backend.ts'
import { QuarantinedError } from './crashes.ts'
import { atMostEvery, isJobLoss } from './faults.ts'
import { backOff, closeQuietly, within } from './patience.ts'
import { callDeadlineMs, defaultLeaseMs } from './policy.ts'
import { type ReceivedJob, received } from './received-job.ts'
import { createRunner } from './run-job.ts'
import { createTurns } from './turns.ts'

export interface ConsumerOptions extends QueueAddress {
  concurrency: number
  /** May run twice for one job, also at the same time when this process was frozen for longer than the lock lasts. */
  handle: (job: ReceivedJob) => Promise<void>
  logger: Logger
  /** How long the jobs of a worker rest that died, 5,000; `defaultLeaseMs` says what hangs on it. */
  leaseMs?: number
  /** Told when a job became a dead letter. */
  onDead?: (job: ReceivedJob, error: Error) => void
}

export interface QueueStats {
  waiting: number
  active: number
  delayed: number
  /** Dead letters. */
  failed: number
}

const statsDeadlineMs = 2_000
// Whoever asks gives up soon: an operator's probe, or a balancer.
const readyDeadlineMs = 1_000
const lossLineEveryMs = 10_000
const closeDeadlineMs = 2_000
// Longer than an idle worker waits before it asks again.
const quietMs = 1_500

/** One consumer from its start to its stop; see `startConsumer` for what it promises. */
export class Consuming {
  readonly #options: ConsumerOptions
  readonly #stopping = new AbortController()
  readonly #outage: Outage
  readonly #backend: Backend
  readonly #started: Promise<void>
  #objects: { worker: Worker; queue: Queue } | undefined
  #healing: Promise<void> | undefined
  #stopped: Promise<void> | undefined
  #running = 0
  #faults = 0
  readonly #idle = Promise.withResolvers<void>()
  readonly #run: (job: Job, queue: Queue) => Promise<void>
  readonly #sayLoss: () => void
  quarantined = 0

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#outage = watchOutage(options.logger, `queue ${options.queue}`)
    this.#sayLoss = atMostEvery(lossLineEveryMs, () =>
      options.logger.warn('a job lost its lock, or the queue lost the job; another worker may run it too'),
    )
    this.#run = createRunner({
      turns: createTurns(options.concurrency),
      handle: options.handle,
      stopping: this.#stopping.signal,
      onFailed: ({ jobId, name, attempt }, err) =>
        options.logger[levelOf(err)]({ jobId, jobName: name, attempt, err: safeError(err) }, 'job failed and will be tried again'),
    })
    this.#backend = openBackend({
      url: options.url,
      queue: options.queue,
      ...(options.keyPrefix === undefined ? {} : { keyPrefix: options.keyPrefix }),
      onFault: (error) => this.#onFault(error),
    })
    this.#started = this.#bringUp()
  }

  /** Asks, because a worker that waits for a job on a line that lost its other end hears nothing for seconds. */
  async isReady(): Promise<boolean> {
    if (!this.#takesJobs() || !this.#objects) return false
    const isAnswered = await within(this.#objects.queue.isPaused(), readyDeadlineMs, 'the queue did not answer').then(
      () => true,
      () => false,
    )
    return isAnswered && this.#takesJobs()
  }

  #takesJobs(): boolean {
    return this.#objects !== undefined && this.#healing === undefined && !this.#stopping.signal.aborted
  }

  async stats(): Promise<QueueStats> {
    if (!this.#objects) throw new Error(`queue ${this.#options.queue} has not been reached yet`)
    const counts = await within(this.#count(this.#objects.queue), statsDeadlineMs, 'the queue did not answer')
    return {
      waiting: counts['waiting'] ?? 0,
      active: counts['active'] ?? 0,
      delayed: counts['delayed'] ?? 0,
      failed: counts['failed'] ?? 0,
    }
  }

  /** Milliseconds that the job has waited which is to be taken next; 0 when none waits. */
  async oldestWaitingMs(): Promise<number> {
    if (!this.#objects) throw new Error(`queue ${this.#options.queue} has not been reached yet`)
    const [oldest] = await within(this.#objects.queue.getJobs(['waiting'], 0, 0, true), statsDeadlineMs, 'the queue did not answer')
    return oldest ? Math.max(0, Date.now() - oldest.timestamp) : 0
  }

  stop(drainMs: number): Promise<void> {
    this.#stopped ??= this.#stop(drainMs)
    return this.#stopped
  }

  #count(queue: Queue): Promise<Record<string, number>> {
    return queue.getJobCounts('waiting', 'active', 'delayed', 'failed')
  }

  async #bringUp(): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      try {
        await this.#open()
        if (this.#objects) this.#outage.end()
        return
      } catch (error) {
        failures += 1
        if (!this.#stopping.signal.aborted) this.#outage.begin(error)
        await backOff(failures, this.#stopping.signal)
      }
    }
  }

  /** New objects for each attempt: BullMQ remembers a first connection that failed for ever. */
  async #open(): Promise<void> {
    await this.#backend.prepare()
    if (this.#stopping.signal.aborted) return
    const { concurrency, leaseMs = defaultLeaseMs } = this.#options
    const queue = this.#backend.createQueue()
    const worker = this.#backend.createWorker((job: Job) => this.#process(job, queue), { concurrency, leaseMs })
    try {
      await within(Promise.all([worker.waitUntilReady(), queue.waitUntilReady()]), callDeadlineMs, 'the queue was not ready')
      this.#stopping.signal.throwIfAborted()
    } catch (error) {
      void closeQuietly(worker)
      void closeQuietly(queue)
      throw error
    }
    worker.on('failed', (job, error) => this.#onFailed(job, error))
    this.#objects = { worker, queue }
    worker.run().catch((error: unknown) => this.#onFault(error))
  }

  async #process(job: Job, queue: Queue): Promise<void> {
    this.#running += 1
    try {
      await this.#run(job, queue)
    } finally {
      this.#running -= 1
      if (this.#running === 0 && this.#stopping.signal.aborted) this.#idle.resolve()
    }
  }

  #onFailed(job: Job | undefined, error: Error): void {
    const { logger, onDead } = this.#options
    if (!job) return
    const facts = { jobId: job.id, jobName: job.name, attempt: job.attemptsMade, err: error }
    // Only a job that will not be tried again has an end.
    if (job.finishedOn === undefined || job.finishedOn === null) {
      logger[levelOf(error)](facts, 'job failed and will be tried again')
      return
    }
    if (error instanceof QuarantinedError) this.quarantined += 1
    logger.error(facts, 'job became a dead letter')
    onDead?.({ ...received(job), attempt: job.attemptsMade }, error)
  }

  #onFault(fault: unknown): void {
    if (this.#stopping.signal.aborted || !this.#objects) return
    if (isJobLoss(fault)) {
      this.#sayLoss()
      return
    }
    this.#faults += 1
    if (this.#healing) void this.#objects.worker.pause(true).catch(() => {})
    this.#healing ??= this.#heal(fault).finally(() => (this.#healing = undefined))
  }

  /** Closing asks the back end; when that is away, having no job is what counts. */
  async #idleFor(ms: number): Promise<void> {
    do {
      if (this.#running > 0) await this.#idle.promise
      await pause(ms, undefined, { ref: false })
    } while (this.#running > 0)
  }

  /**
   * BullMQ retries some failures without a pause, so the worker rests until the back end answers. Running jobs go on. It is over when nothing
   * failed for a while: a full Redis, say, answers but takes nothing.
   */
  async #heal(fault: unknown): Promise<void> {
    const objects = this.#objects
    if (!objects) return
    this.#outage.begin(fault)
    for (let failures = 1; !this.#stopping.signal.aborted; failures += 1) {
      await objects.worker.pause(true)
      await backOff(failures, this.#stopping.signal)
      if (!(await this.#answers(objects.queue)) || this.#stopping.signal.aborted) continue

      const faultsBefore = this.#faults
      await objects.worker.resume()
      await pause(quietMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
      if (this.#faults > faultsBefore) continue
      this.#outage.end()
      return
    }
  }

  #answers(queue: Queue): Promise<boolean> {
    return within(this.#count(queue), callDeadlineMs, 'the queue did not answer').then(
      () => true,
      () => false,
    )
  }

  async #stop(drainMs: number): Promise<void> {
    this.#stopping.abort()
    await this.#started
    if (this.#objects) {
      const { worker, queue } = this.#objects
      await within(Promise.race([worker.close(), this.#idleFor(closeDeadlineMs)]), drainMs, 'running jobs were not done').catch(
        (error: unknown) => {
          this.#options.logger.warn(
            { err: error, running: this.#running },
            'stopped with jobs still running; another worker will take them',
          )
        },
      )
      await closeQuietly(queue)
    }
    await within(this.#backend.close(), closeDeadlineMs, 'the queue did not close').catch(() => {})
  }
}

/** That the database is away is said by its pool; here it would be said for every job. */
function levelOf(error: unknown): 'debug' | 'warn' {
  return isUnreachable(error) ? 'debug' : 'warn'
}
