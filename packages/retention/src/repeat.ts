import { setTimeout as pause } from 'node:timers/promises'
import { isUnreachable } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'

export interface Repetition {
  /** As the log names it: `forgetting erased people`. */
  what: string
  everyMs: number
  work: () => Promise<void>
  logger: Logger
}

/**
 * Does the work at once and again after each rest, until it is disposed of; then it waits for what is in hand. What fails is done again the next
 * time, and is logged once until it works; that the database is away is said by its pool.
 */
export function repeat({ what, everyMs, work, logger }: Repetition): AsyncDisposable {
  const stopping = new AbortController()
  const finished = workUntilStopped()
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      await finished
    },
  }

  async function workUntilStopped(): Promise<void> {
    for (let isFailing = false; !stopping.signal.aborted; ) {
      try {
        await work()
        if (isFailing) logger.info(`${what} works again`)
        isFailing = false
      } catch (err) {
        if (!isFailing && !isUnreachable(err)) {
          logger.warn({ err }, `${what} failed; trying again until it works`)
          isFailing = true
        }
      }
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
}
