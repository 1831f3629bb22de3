import type { DomainEvent } from '@zhihe/contracts/event'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { inSpan } from '@zhihe/runtime/trace'
import { type MatchIndex, openIndex } from './index/open-index.ts'
import { watchConsentStops } from './jobs/consent-stops.ts'
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
  /** Told when somebody who is not to be matched any more stands on no list: milliseconds since that was said. */
  onConsentStopped?: ((ms: number) => void) | undefined
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

// Lists are made one after the other, and some of hers by other workers.
const lookAtStopsMs = 50

export function startRanking(options: RankingOptions): Ranking {
  const { database, listenUrl, candidateRefKey, now, logger, leaseMs, snapshotFile, onConsentStopped = () => {} } = options
  const index = openIndex({ database, listenUrl, now, logger, snapshotFile, hears: false })
  const refresher = startRefresher({ database, index, now, candidateRefKey, logger, ...(leaseMs === undefined ? {} : { leaseMs }) })
  const intake = createIntake(database.db, refresher.claim)
  const forgetter = startForgetter({ db: database.db, logger })
  const stops = watchConsentStops({ listsWith: (id) => index.memory.listsWith(id), now, onStopped: onConsentStopped })
  const lookingAfterStops = setInterval(() => stops.look(), lookAtStopsMs)

  /** Keeps an event; the promise in it settles when what it changes is ranked. */
  async function accept(data: unknown): Promise<{ ranked: Promise<void> }> {
    const event = parseEvent(data)
    const facts = { 'zhihe.event.type': event.type, 'zhihe.consumer': 'matching' }
    return await inSpan('matching consume', { kind: 'consumer', parent: event.trace, facts }, async ({ traceparent }) => {
      if (event.type === 'rebuild.batch_due') await rebuildBatch({ db: database.db, refresher, now }, event.data)
      // Also what changes nothing is kept in the inbox, or it would be sent again as lost.
      const mark: Mark | null = await intake(event)
      return { ranked: mark ? settle(mark, event, traceparent) : Promise.resolve() }
    })
  }

  async function settle(mark: Mark, event: DomainEvent, trace: string | undefined): Promise<void> {
    stops.note(event)
    await refresher.settle(mark, trace)
  }

  return {
    index,
    refresher,
    keep: async (data) => {
      const { ranked } = await accept(data)
      // Not waited for: the mark outlives us, and whoever waits for ranks keeps later events from being read.
      ranked.catch(() => {})
    },
    take: async (data) => {
      const { ranked } = await accept(data)
      await ranked
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(lookingAfterStops)
      await forgetter[Symbol.asyncDispose]()
      await refresher[Symbol.asyncDispose]()
      await index[Symbol.asyncDispose]()
    },
  }
}
