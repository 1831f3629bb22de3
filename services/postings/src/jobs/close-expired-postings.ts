import { setTimeout as pause } from 'node:timers/promises'
import { type Db, isUnreachable, type Transaction } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { confirmedForMs } from '../domain/assess.ts'
import { type Change, closePosting, reassess } from '../domain/posting.ts'
import { lockExpiredPostings, lockUnconfirmedPostings } from '../store/posting-store.ts'
import { saveChanges } from '../store/save-changes.ts'
import { systemKeyId } from '../store/save-postings.ts'

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
  return await sweep(db, now, async (tx) => {
    const expired = await lockExpiredPostings(tx, now, postingsPerTransaction)
    return expired.flatMap((before) => {
      const closed = closePosting(before, 'expired', now)
      return closed.ok ? [{ before, posting: closed.posting, event: closed.event }] : []
    })
  })
}

/** Asks about every published posting that nobody has written or confirmed for 90 days; returns how many. */
export async function askForConfirmation(db: Db, now: Date): Promise<number> {
  return await sweep(db, now, async (tx) => {
    const stale = await lockUnconfirmedPostings(tx, new Date(now.getTime() - confirmedForMs), postingsPerTransaction)
    // What is not shown has no facts to tell, so the kind of its employer does not matter.
    return stale.flatMap((posting) => reassess(posting, {}, { employerKind: 'other', now }) ?? [])
  })
}

async function sweep(db: Db, now: Date, find: (tx: Transaction) => Promise<Change[]>): Promise<number> {
  for (let total = 0; ; ) {
    const changed = await db.transaction(async (tx) => {
      const changes = await find(tx)
      await saveChanges(tx, changes, { byKeyId: systemKeyId }, now)
      return changes.length
    })
    total += changed
    if (changed < postingsPerTransaction) return total
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
        const asked = await askForConfirmation(db, now())
        if (asked > 0) logger.info({ asked }, 'asked about postings that nobody has confirmed for 90 days')
        if (isFailing) logger.info('expired postings are closed again')
        isFailing = false
      } catch (err) {
        // That the database is away is said by its pool.
        if (!isFailing && !isUnreachable(err)) {
          logger.warn({ err }, 'could not close expired postings; trying again')
          isFailing = true
        }
      }
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
}
