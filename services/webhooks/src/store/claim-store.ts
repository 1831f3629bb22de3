import type { Transaction } from '@zhihe/postgres/pool'
import { and, count, eq, gte, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm'
import { attempts, messages } from './schema.ts'

export interface Claim {
  now: Date
  leaseUntil: Date
  /** Fencing: what this claim did not get, it may not write. */
  token: string
  /** At most this many messages. */
  limit: number
  perEndpoint: number
  /** A message with so many attempts behind it is given up. */
  mostAttempts: number
  /** Secrets under other keys cannot be opened here: their messages wait. */
  keyIds: readonly string[]
}

export interface ClaimedMessage {
  id: string
  endpointId: string
  body: string
  url: string
  secretsVersion: number
  /** Of the attempt that begins now. */
  number: number
  /** The same without those attempts whose answer nobody knows. */
  answeredNumber: number
}

const claimLock = 0x5748_4b53 // any number of our own

/**
 * Takes due messages under a lease and notes an attempt `sending` for each, before anything is sent. Fair: every endpoint gets its first
 * before any gets its second, and none has more than `perEndpoint` in flight over all processes.
 */
export async function claimMessages(tx: Transaction, claim: Claim): Promise<ClaimedMessage[]> {
  const endpointIds = await lockDueEndpoints(tx, claim)
  if (endpointIds.length === 0) return []
  const taken = await takeDue(tx, claim, endpointIds)
  if (taken.length === 0) await giveUp(tx, claim, endpointIds)
  const repeated = taken.filter(({ number }) => number > 1).map(({ id }) => id)
  const unknown = repeated.length === 0 ? new Map<string, number>() : await markUnknown(tx, repeated)
  return taken.map((message) => ({ ...message, answeredNumber: message.number - (unknown.get(message.id) ?? 0) }))
}

// Two claims at once would each see the other's endpoint as idle. The lock is not the row's: writers of messages share those.
async function lockDueEndpoints(tx: Transaction, { now, limit, perEndpoint, keyIds }: Claim): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    with candidates as materialized (
      select e.id
      from webhooks.endpoints e
      cross join lateral (
        select m.next_attempt_at from webhooks.messages m
        where m.endpoint_id = e.id and m.status = 'pending' and m.next_attempt_at <= ${now}
          and (m.claimed_until is null or m.claimed_until <= ${now})
        order by m.next_attempt_at limit 1
      ) head
      where e.status = 'active' and e.deleted_at is null and (e.paused_until is null or e.paused_until <= ${now})
        and not exists (
          select from webhooks.secrets s
          where s.endpoint_id = e.id and s.expires_at is null and s.key_id <> all(${sql.param([...keyIds])}::text[])
        )
        and (select count(*) from webhooks.messages f where f.endpoint_id = e.id and f.claimed_by is not null and f.claimed_until > ${now}) < ${perEndpoint}
      order by head.next_attempt_at, e.id
      limit ${limit}
    )
    select id from candidates where pg_try_advisory_xact_lock(${claimLock}, hashtext(id::text))`)
  return rows.map(({ id }) => id)
}

// No sender lived to note an answer of it: the message itself may be what kills them.
async function giveUp(tx: Transaction, { now, mostAttempts }: Claim, endpointIds: string[]): Promise<void> {
  await tx
    .update(messages)
    .set({ status: 'failed', nextAttemptAt: null, claimedBy: null, claimedUntil: null })
    .where(
      and(
        inArray(messages.endpointId, endpointIds),
        lte(messages.claimedUntil, now),
        isNotNull(messages.claimedBy),
        gte(messages.attempts, mostAttempts),
      ),
    )
}

type Taken = Omit<ClaimedMessage, 'answeredNumber'>

async function takeDue(tx: Transaction, claim: Claim, endpointIds: string[]): Promise<Taken[]> {
  const { now, leaseUntil, token, limit, perEndpoint, mostAttempts } = claim
  const { rows } = await tx.execute<Taken & Record<string, unknown>>(sql`
    with due as (
      select m.id, m.next_attempt_at, row_number() over (partition by e.id order by m.next_attempt_at, m.id) as turn
      from unnest(${sql.param(endpointIds)}::uuid[]) as e (id)
      cross join lateral (
        select c.id, c.next_attempt_at from webhooks.messages c
        where c.endpoint_id = e.id and c.status = 'pending' and c.next_attempt_at <= ${now}
          and (c.claimed_until is null or c.claimed_until <= ${now}) and c.attempts < ${mostAttempts}
        order by c.next_attempt_at, c.id
        limit ${perEndpoint} - (select count(*) from webhooks.messages f where f.endpoint_id = e.id and f.claimed_by is not null and f.claimed_until > ${now})
        for update skip locked
      ) m
    ), chosen as (
      select id from due order by turn, next_attempt_at, id limit ${limit}
    ), taken as (
      update webhooks.messages m set claimed_by = ${token}, claimed_until = ${leaseUntil}, attempts = m.attempts + 1
      from chosen where m.id = chosen.id
      returning m.id, m.endpoint_id, m.body, m.attempts
    ), noted as (
      insert into webhooks.attempts (message_id, number, started_at, outcome) select id, attempts, ${now}::timestamptz, 'sending' from taken
    )
    select t.id, t.endpoint_id as "endpointId", t.body, t.attempts as number, e.url, e.secrets_version as "secretsVersion"
    from taken t join webhooks.endpoints e on e.id = t.endpoint_id`)
  return rows
}

/** Whoever left an attempt `sending` did not live to note its answer. Returns how many such attempts each message has. */
async function markUnknown(tx: Transaction, ids: string[]): Promise<Map<string, number>> {
  await tx
    .update(attempts)
    .set({ outcome: 'unknown' })
    .from(messages)
    .where(
      and(
        eq(messages.id, attempts.messageId),
        inArray(messages.id, ids),
        eq(attempts.outcome, 'sending'),
        lt(attempts.number, messages.attempts),
      ),
    )
  const rows = await tx
    .select({ id: attempts.messageId, found: count() })
    .from(attempts)
    .where(and(inArray(attempts.messageId, ids), eq(attempts.outcome, 'unknown')))
    .groupBy(attempts.messageId)
  return new Map(rows.map(({ id, found }) => [id, found]))
}
