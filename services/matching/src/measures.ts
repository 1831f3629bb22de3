import type { Db } from '@zhihe/postgres/pool'
import { measure, type Registry } from '@zhihe/runtime/metrics'
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
