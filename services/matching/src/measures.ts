import type { Relay } from '@zhihe/outbox/relay'
import type { Db } from '@zhihe/postgres/pool'
import { Gauge, type Registry } from '@zhihe/runtime/metrics'
import type { MatchIndex } from './index/open-index.ts'
import type { Refresher } from './jobs/refresher.ts'
import { readDueStats } from './store/due-store.ts'

/** How old what this process knows is. */
export function measureIndex(metrics: Registry, index: Pick<MatchIndex, 'stats' | 'memory'>): void {
  gauge(
    metrics,
    { name: 'zhihe_matching_index_staleness_seconds', help: 'Since the last read of changes began' },
    () => index.stats().stalenessMs / 1000,
  )
  gauge(metrics, { name: 'zhihe_matching_tail_seconds', help: 'Time the last read of changes took' }, () => index.stats().lastTailMs / 1000)
  gauge(metrics, { name: 'zhihe_matching_index_postings', help: 'Open postings in memory' }, () => index.memory.engine.sizes().postings)
  gauge(metrics, { name: 'zhihe_matching_index_jobseekers', help: 'Jobseekers in memory' }, () => index.memory.engine.sizes().jobseekers)
}

export function measureRanking(metrics: Registry, db: Db, refresher: Pick<Refresher, 'stats'>): void {
  const ask = () => readDueStats(db).catch(() => undefined)
  gauge(metrics, { name: 'zhihe_matching_due', help: 'Marks not yet settled, of all workers' }, async () => (await ask())?.due)
  gauge(metrics, { name: 'zhihe_matching_due_oldest_age_seconds', help: 'Age of the oldest mark' }, async () =>
    seconds((await ask())?.oldestAgeMs),
  )
  gauge(
    metrics,
    { name: 'zhihe_matching_waiting', help: 'Postings and jobseekers waiting in this worker' },
    () => refresher.stats().waiting,
  )
  gauge(metrics, { name: 'zhihe_matching_ranked_postings', help: 'Lists ranked since the start' }, () => refresher.stats().rankedPostings)
}

export function measureOutbox(metrics: Registry, relay: Pick<Relay, 'stats'>): void {
  const ask = () => relay.stats().catch(() => undefined)
  gauge(metrics, { name: 'zhihe_outbox_unpublished', help: 'Events not yet published' }, async () => (await ask())?.unpublished)
  gauge(metrics, { name: 'zhihe_outbox_oldest_age_seconds', help: 'Age of the oldest event not yet published' }, async () =>
    seconds((await ask())?.oldestAgeMs),
  )
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000
}

/** A number asked for when metrics are; none is honest when nobody can tell. */
function gauge(
  metrics: Registry,
  about: { name: string; help: string },
  read: () => number | undefined | Promise<number | undefined>,
): void {
  const own: Gauge = new Gauge({
    ...about,
    registers: [metrics],
    collect: async (): Promise<void> => own.set((await read()) ?? Number.NaN),
  })
}
