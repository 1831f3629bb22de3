import type { Db } from '@zhihe/postgres/pool'
import { Histogram, measure, type Registry } from '@zhihe/runtime/metrics'
import type { MatchIndex } from './index/open-index.ts'
import type { Refresher } from './jobs/refresher.ts'
import { readDueStats } from './store/due-store.ts'

/** How old what this process knows is. */
export function measureIndex(metrics: Registry, index: Pick<MatchIndex, 'stats' | 'memory'>): void {
  measure(
    metrics,
    { name: 'zhihe_matching_index_staleness_seconds', help: 'Since the last read of changes began' },
    () => index.stats().stalenessMs / 1000,
  )
  measure(
    metrics,
    { name: 'zhihe_matching_tail_seconds', help: 'Time the last read of changes took' },
    () => index.stats().lastTailMs / 1000,
  )
  measure(metrics, { name: 'zhihe_matching_index_postings', help: 'Open postings in memory' }, () => index.memory.engine.sizes().postings)
  measure(metrics, { name: 'zhihe_matching_index_jobseekers', help: 'Jobseekers in memory' }, () => index.memory.engine.sizes().jobseekers)
}

/** Counts how long a person who withdrew stood on lists (milliseconds in, seconds out). */
export function measureConsentStops(metrics: Registry): (ms: number) => void {
  const seconds = new Histogram({
    name: 'zhihe_consent_stop_seconds',
    help: 'From the moment a person withdrew until what it stopped was stopped',
    labelNames: ['stage'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [metrics],
  })
  seconds.zero({ stage: 'lists' })
  return (ms) => seconds.observe({ stage: 'lists' }, ms / 1_000)
}

export function measureRanking(metrics: Registry, db: Db, refresher: Pick<Refresher, 'stats'>): void {
  const ask = () => readDueStats(db)
  measure(metrics, { name: 'zhihe_matching_due', help: 'Marks not yet settled, of all workers' }, async () => (await ask()).due)
  measure(
    metrics,
    { name: 'zhihe_matching_due_oldest_age_seconds', help: 'Age of the oldest mark' },
    async () => (await ask()).oldestAgeMs / 1000,
  )
  measure(
    metrics,
    { name: 'zhihe_matching_waiting', help: 'Postings and jobseekers waiting in this worker' },
    () => refresher.stats().waiting,
  )
  measure(metrics, { name: 'zhihe_matching_ranked_postings', help: 'Lists ranked since the start' }, () => refresher.stats().rankedPostings)
}
