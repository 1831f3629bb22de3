import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { type MatchIndex, openIndex } from './index/open-index.ts'
import { keepEvent, parseEvent } from './jobs/keep-event.ts'
import { rebuildBatch } from './jobs/rebuild-batch.ts'
import { type Refresher, startRefresher } from './jobs/refresher.ts'

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
  /** Keeps an event and waits until what it changes is ranked; does a batch of a rebuild. */
  take: (data: unknown) => Promise<void>
}

export function startRanking({ database, listenUrl, candidateRefKey, now, logger, leaseMs, snapshotFile }: RankingOptions): Ranking {
  const index = openIndex({ database, listenUrl, now, logger, snapshotFile })
  const refresher = startRefresher({ database, index, now, candidateRefKey, logger, ...(leaseMs === undefined ? {} : { leaseMs }) })
  return {
    index,
    refresher,
    take: async (data) => {
      const event = parseEvent(data)
      if (event.type === 'rebuild.batch_due') return await rebuildBatch({ db: database.db, refresher, now }, event.data)
      const mark = await keepEvent(database.db, event, refresher.claim)
      if (mark) await refresher.settle(mark)
    },
    [Symbol.asyncDispose]: async () => {
      await refresher[Symbol.asyncDispose]()
      await index[Symbol.asyncDispose]()
    },
  }
}
