import { type ConsumerOptions, Consuming, type QueueStats } from './consuming.ts'

export type { ConsumerOptions, QueueStats } from './consuming.ts'
export type { ReceivedJob } from './received-job.ts'

export interface Consumer extends AsyncDisposable {
  /** True when jobs are being taken: brought up, not in an outage, not stopping, and the back end answers now. Asks it, at most 1 s. */
  isReady(): Promise<boolean>
  /** Rejects within 2 s when the back end does not answer. */
  stats(): Promise<QueueStats>
  /** How long the job has waited that is to be taken next, in milliseconds; rejects like `stats`. */
  oldestWaitingMs(): Promise<number>
  /** Jobs that this process made dead letters because they killed one worker after the other. */
  quarantined(): number
  /** Takes no more jobs, waits for those that run, and leaves what is not done after `drainMs` to another worker. Never rejects. */
  stop(options?: { drainMs?: number }): Promise<void>
}

const defaultDrainMs = 10_000

/** Starts taking jobs as soon as the back end answers, and again after each outage, for ever. Returns at once. */
export function startConsumer(options: ConsumerOptions): Consumer {
  const session = new Consuming(options)
  return {
    isReady: () => session.isReady(),
    stats: () => session.stats(),
    oldestWaitingMs: () => session.oldestWaitingMs(),
    quarantined: () => session.quarantined,
    stop: ({ drainMs = defaultDrainMs } = {}) => session.stop(drainMs),
    [Symbol.asyncDispose]: () => session.stop(defaultDrainMs),
  }
}
