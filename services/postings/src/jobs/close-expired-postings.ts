import { setTimeout as pause } from 'node:timers/promises'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { closePosting } from '../domain/posting.ts'
import { lockExpiredPostings } from '../store/posting-store.ts'
import { systemKeyId, updatePostings } from '../store/save-postings.ts'
import { outbox } from '../store/schema.ts'

export interface SweeperOptions {
  db: Db
  now: () => Date
  logger: Logger
  everyMs?: number
}

const defaultEveryMs = 30_000
const postingsPerTransaction = 500

/** Closes every posting whose time is over, with its event; returns how many. Any number of processes may do it at once. */
export async function closeExpiredPostings(db: Db, now: Date): Promise<number> {
  for (let total = 0; ; ) {
    const closed = await db.transaction(async (tx) => {
      const expired = await lockExpiredPostings(tx, now, postingsPerTransaction)
      const outcomes = expired.map((posting) => closePosting(posting, 'expired', now)).filter((outcome) => outcome.ok)
      await updatePostings(
        tx,
        outcomes.map(({ posting }) => posting),
        { byKeyId: systemKeyId },
      )
      await appendToOutbox(
        tx,
        outbox,
        outcomes.map(({ event }) => event),
        now,
      )
      return outcomes.length
    })
    total += closed
    if (closed < postingsPerTransaction) return total
  }
}

/** Sweeps every 30 s until it is disposed of; a sweep that fails is logged once per outage and made up for by the next. */
export function startExpirySweeper({ db, now, logger, everyMs = defaultEveryMs }: SweeperOptions): AsyncDisposable {
  const stopping = new AbortController()
  const finished = sweepUntilStopped()
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      await finished
    },
  }

  async function sweepUntilStopped(): Promise<void> {
    for (let isFailing = false; !stopping.signal.aborted; ) {
      try {
        const closed = await closeExpiredPostings(db, now())
        if (closed > 0) logger.info({ closed }, 'closed postings whose time is over')
        isFailing = false
      } catch (err) {
        if (!isFailing) logger.warn({ err }, 'could not close expired postings; trying again')
        isFailing = true
      }
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
}
