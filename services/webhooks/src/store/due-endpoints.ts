import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { Claim } from './claim-store.ts'

/** An endpoint that has something to send and room for it; nobody else claims for it before the transaction ends. */
export interface DueEndpoint {
  id: string
  tenantId: string
  /** How many more may be in flight to it. */
  room: number
  /** Its breaker is half open: one message, due or not, shows whether it is back. */
  isProbe: boolean
  /** Its answers are slow or failing. */
  isSlow: boolean
}

const claimLock = 0x5748_4b53 // any number of our own

/**
 * Finds endpoints with something due, those of each tenant in turn, and locks them: two claims at once would each see the other's endpoint as
 * idle. The lock is not the row's, which writers of messages share; only a probe, which writes the row, takes that too. Looked at are only
 * endpoints that something is pending for, one step in the index for each: most of the time a few of many.
 */
export async function lockDueEndpoints(
  tx: Transaction,
  { now, room, perEndpoint, slowIds, keyIds }: Omit<Claim, 'token' | 'leaseUntil'>,
): Promise<DueEndpoint[]> {
  const { rows } = await tx.execute<DueEndpoint & Record<string, unknown>>(sql`
    with recursive waiting as (
      (select m.endpoint_id as id from webhooks.messages m where m.status = 'pending' order by m.endpoint_id, m.next_attempt_at, m.id limit 1)
      union all
      select (
        select m.endpoint_id from webhooks.messages m where m.status = 'pending' and m.endpoint_id > w.id
        order by m.endpoint_id, m.next_attempt_at, m.id limit 1
      ) from waiting w where w.id is not null
    ), due as materialized (
      select e.id, e.tenant_id, e.open_until is not null as is_probe, head.next_attempt_at, state.is_slow,
        case when state.is_slow then 1 else ${perEndpoint}::int end
          - (select count(*)::int from webhooks.messages f
             where f.endpoint_id = e.id and f.claimed_by is not null and f.claimed_until > ${now}) as room
      from waiting w join webhooks.endpoints e on e.id = w.id
      cross join lateral (select e.failures > 0 or e.open_until is not null or e.id = any(${sql.param([...slowIds])}::uuid[]) as is_slow) state
      cross join lateral (
        select m.next_attempt_at from webhooks.messages m
        where m.endpoint_id = e.id and m.status = 'pending' and m.next_kind <> 'test'
          and m.next_attempt_at <= case when e.open_until is null then ${now}::timestamptz else 'infinity' end
          and (m.claimed_until is null or m.claimed_until <= ${now})
        order by m.next_attempt_at limit 1
      ) head
      where e.status = 'active' and e.deleted_at is null
        and (e.paused_until is null or e.paused_until <= ${now}) and (e.open_until is null or e.open_until <= ${now})
        -- A lookup for each, and only once there is something due: as a join, the planner has read all secrets for each.
        and coalesce((
          select s.key_id = any(${sql.param([...keyIds])}::text[]) from webhooks.secrets s where s.endpoint_id = e.id and s.expires_at is null
        ), true)
    ), turns as (
      select due.*, row_number() over (partition by is_slow, tenant_id order by next_attempt_at, id) as turn from due where room > 0
    ), places as materialized (
      select turns.*, row_number() over (partition by is_slow order by turn, next_attempt_at, id) as place from turns
    )
    select id, tenant_id as "tenantId", room, is_probe as "isProbe", is_slow as "isSlow"
    from places
    where place <= case when is_slow then ${room.slow}::int else ${room.quick}::int end
      and pg_try_advisory_xact_lock(${claimLock}, hashtext(id::text))`)
  const probed = rows.filter(({ isProbe }) => isProbe)
  if (probed.length === 0) return rows
  const free = await lockRows(
    tx,
    probed.map(({ id }) => id),
  )
  return rows.filter(({ id, isProbe }) => !isProbe || free.has(id))
}

async function lockRows(tx: Transaction, ids: string[]): Promise<Set<string>> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from webhooks.endpoints where id = any(${sql.param(ids)}::uuid[]) order by id for no key update skip locked`,
  )
  return new Set(rows.map(({ id }) => id))
}
