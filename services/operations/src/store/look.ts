import type { Consumer } from '@zhihe/contracts/event'
import { type SQL, sql } from 'drizzle-orm'

/** What a look is to take for granted. */
export interface Terms {
  /** Younger than this is under way. */
  graceMs: number
  /** Clocks of two machines may differ by so much. */
  marginMs: number
  /** Consumers whose queues still hold jobs: what they have not heard may be among those. */
  busy: readonly Consumer[]
}

/** One statement over tables of several services, which answers `code text, id text, underway boolean`: a row for each thing that does not agree. */
export type Look = (terms: Terms) => SQL

/** Of the schemas that have an outbox. */
export const sources = ['postings', 'jobseekers', 'matching'] as const
export type Source = (typeof sources)[number]

export const ago = (ms: number): SQL => sql`(now() - ${ms}::integer * interval '1 millisecond')`

/**
 * What was created after this and published is still in the outbox: rows go in the order in which they were published, and none is published before it
 * is created. The margin is for times by the clock of a process.
 */
export function keptSince(source: Source, { marginMs }: Pick<Terms, 'marginMs'>): SQL {
  return sql`((select coalesce(min(o.published_at), now()) from ${sql.raw(source)}.outbox o) + ${marginMs}::integer * interval '1 millisecond')`
}

/** When the last person was erased, with the time it takes to forget her: events that named her are gone from the outboxes, whoever else they named. */
export const forgottenUntil: SQL = sql`(select coalesce(max(e.erased_at) + interval '5 minutes', '-infinity') from jobseekers.consistency_erasures e)`
