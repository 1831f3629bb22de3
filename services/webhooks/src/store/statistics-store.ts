import { messageStatus } from '@zhihe/contracts/webhook-message'
import type { EndpointStatistics } from '@zhihe/contracts/webhook-operations'
import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

interface Since {
  endpointId: string
  since: Date
}

/** Counts the messages made since then and what came of their attempts. Tests are left out. */
export async function deliveriesSince(db: Db, { endpointId, since }: Since): Promise<EndpointStatistics['last7Days']> {
  const { rows } = await db.execute<Counted>(sql`
    with made as materialized (
      select id, status from webhooks.messages where endpoint_id = ${endpointId} and created_at >= ${since} and next_kind <> 'test'
    ), answered as materialized (
      select a.outcome, a.duration_ms from made join webhooks.attempts a on a.message_id = made.id where a.outcome in ('success', 'failure')
    )
    select
      (select coalesce(json_object_agg(status, found), '{}') from (select status, count(*)::int as found from made group by status) s) as messages,
      count(*)::int as attempts,
      avg((outcome = 'success')::int)::float8 as "successShare",
      percentile_disc(array[0.5, 0.95, 0.99]) within group (order by duration_ms) as durations
    from answered`)
  const [row] = rows
  if (!row) throw new Error('an aggregate without a row')
  const [p50 = null, p95 = null, p99 = null] = row.durations ?? []
  return {
    since: since.toISOString(),
    messages: { ...none, ...row.messages },
    attempts: row.attempts,
    successShare: row.successShare,
    durationMs: { p50, p95, p99 },
  }
}

interface Counted extends Record<string, unknown> {
  messages: Partial<EndpointStatistics['last7Days']['messages']>
  attempts: number
  successShare: number | null
  durations: (number | null)[] | null
}

const none = Object.fromEntries(messageStatus.options.map((status) => [status, 0])) as EndpointStatistics['last7Days']['messages']

/** When an attempt last succeeded and last failed, of the messages made since then; and since when the oldest waits. */
export async function lastOutcomes(
  db: Db,
  { endpointId, since }: Since,
): Promise<Pick<EndpointStatistics, 'lastSuccessAt' | 'lastFailureAt' | 'oldestPendingAt'>> {
  const { rows } = await db.execute<{ success: string | null; failure: string | null; pending: string | null }>(sql`
    select
      to_json(max(a.started_at) filter (where a.outcome = 'success')) #>> '{}' as success,
      to_json(max(a.started_at) filter (where a.outcome = 'failure')) #>> '{}' as failure,
      (select to_json(min(p.created_at)) #>> '{}' from webhooks.messages p where p.endpoint_id = ${endpointId} and p.status = 'pending') as pending
    from webhooks.messages m join webhooks.attempts a on a.message_id = m.id
    where m.endpoint_id = ${endpointId} and m.created_at >= ${since} and m.next_kind <> 'test'`)
  const [row] = rows
  const time = (text: string | null | undefined) => (text ? new Date(text).toISOString() : null)
  return { lastSuccessAt: time(row?.success), lastFailureAt: time(row?.failure), oldestPendingAt: time(row?.pending) }
}

/** People let out under the cap since then, and messages that wait for room. */
export async function capUse(db: Db, { endpointId, since }: Since): Promise<{ released: number; held: number }> {
  const { rows } = await db.execute<{ released: number; held: number }>(sql`
    select
      (select count(distinct jobseeker_id)::int from webhooks.messages
       where endpoint_id = ${endpointId} and released_at >= ${since} and not (status = 'cancelled' and attempts = 0)) as released,
      (select count(*)::int from webhooks.messages where endpoint_id = ${endpointId} and status = 'held') as held`)
  return rows[0] ?? { released: 0, held: 0 }
}
