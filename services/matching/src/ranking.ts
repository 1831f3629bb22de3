import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { type MatchIndex, openIndex } from './index/open-index.ts'
import { startForgetter } from './jobs/forget-erased.ts'
import { createIntake } from './jobs/intake.ts'
import { parseEvent } from './jobs/keep-event.ts'
import { rebuildBatch } from './jobs/rebuild-batch.ts'
import { type Refresher, startRefresher } from './jobs/refresher.ts'
import type { Mark } from './store/due-store.ts'

export interface RankingOptions {
  database: Database
  /** Of the same database, for the one connection that listens. */
  listenUrl: string
  candidateRefKey: Buffer
  now: () => Date
  logger: Logger
  leaseMs?: number
  /** See `openIndex`. */
  snapshotFile?: string | undefined
}

/** One worker's share of the ranking: keeps events, follows the tables, refreshes the lists. Any number of them may run. */
export interface Ranking extends AsyncDisposable {
  index: MatchIndex
  refresher: Refresher
  /** Keeps an event, whose mark is ranked soon afterwards, here or by whoever lives then; does a batch of a rebuild. */
  keep: (data: unknown) => Promise<void>
  /** The same, and waits until what the event changes is ranked. */
  take: (data: unknown) => Promise<void>
}

export function startRanking({ database, listenUrl, candidateRefKey, now, logger, leaseMs, snapshotFile }: RankingOptions): Ranking {
  const index = openIndex({ database, listenUrl, now, logger, snapshotFile, hears: false })
  const refresher = startRefresher({ database, index, now, candidateRefKey, logger, ...(leaseMs === undefined ? {} : { leaseMs }) })
  const intake = createIntake(database.db, refresher.claim)
  const forgetter = startForgetter({ db: database.db, logger })

  async function accept(data: unknown): Promise<Mark | null> {
    const event = parseEvent(data)
    if (event.type !== 'rebuild.batch_due') return await intake(event)
    await rebuildBatch({ db: database.db, refresher, now }, event.data)
    return null
  }

  return {
    index,
    refresher,
    keep: async (data) => {
      const mark = await accept(data)
      // Not waited for: the mark outlives us, and whoever waits for ranks keeps later events from being read.
      if (mark) refresher.settle(mark).catch(() => {})
    },
    take: async (data) => {
      const mark = await accept(data)
      if (mark) await refresher.settle(mark)
    },
    [Symbol.asyncDispose]: async () => {
      await forgetter[Symbol.asyncDispose]()
      await refresher[Symbol.asyncDispose]()
      await index[Symbol.asyncDispose]()
    },
  }
}
