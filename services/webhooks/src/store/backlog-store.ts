import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

export interface Backlog {
  /** Messages that will be attempted, and those of them that were attempted before. */
  pending: number
  retrying: number
  /** Held back by a cap. */
  held: number
  /** Since when the oldest message waits that could be sent now: its endpoint is active, at no rest, its breaker closed. */
  oldestDueAt: Date | null
}

export type EndpointCounts = Record<'closed' | 'open' | 'half_open' | 'disabled', number>

/** What is left to send. */
export async function countBacklog(db: Db, now: Date): Promise<Backlog> {
  // Apart, as each of the two has a partial index that the other is not in.
  const { rows } = await db.execute<Record<'pending' | 'retrying' | 'held', number> & { oldestDueAt: string | Date | null }>(sql`
    select count(*)::int as pending, count(*) filter (where m.attempts > 0)::int as retrying,
      (select count(*)::int from webhooks.messages h where h.status = 'held') as held,
      min(m.next_attempt_at) filter (where e.status = 'active' and e.open_until is null and (e.paused_until is null or e.paused_until <= ${now}))
        as "oldestDueAt"
    from webhooks.messages m join webhooks.endpoints e on e.id = m.endpoint_id
    where m.status = 'pending'`)
  const [row] = rows
  if (!row) return { pending: 0, retrying: 0, held: 0, oldestDueAt: null }
  return { ...row, oldestDueAt: row.oldestDueAt === null ? null : new Date(row.oldestDueAt) }
}

/** How many endpoints there are in each state of the breaker. */
export async function countEndpoints(db: Db, now: Date): Promise<EndpointCounts> {
  const { rows } = await db.execute<EndpointCounts>(sql`
    select count(*) filter (where status <> 'disabled' and open_until is null)::int as closed,
      count(*) filter (where status <> 'disabled' and open_until > ${now})::int as open,
      count(*) filter (where status <> 'disabled' and open_until <= ${now})::int as half_open,
      count(*) filter (where status = 'disabled')::int as disabled
    from webhooks.endpoints where deleted_at is null`)
  return rows[0] ?? { closed: 0, open: 0, half_open: 0, disabled: 0 }
}
