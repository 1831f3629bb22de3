import type { WebhookType } from '@zhihe/contracts/webhook-body'
import type { NewReplay } from '@zhihe/contracts/webhook-operations'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, eq, sql } from 'drizzle-orm'
import { newMessageId } from './message-id.ts'
import { type EndpointRow, type MessageRow, messages } from './schema.ts'

/** Queues an example for an endpoint, whatever its state. It is about no posting, match or person. */
export async function insertTest(
  tx: Transaction,
  { id: endpointId, tenantId, employerId }: EndpointRow,
  { eventId, type, body, now }: { eventId: string; type: WebhookType; body: string; now: Date },
): Promise<MessageRow> {
  const dedupKey = 'test'
  const [row] = await tx
    .insert(messages)
    .values({
      id: newMessageId(),
      endpointId,
      tenantId,
      employerId,
      eventId,
      dedupKey,
      type,
      body,
      status: 'pending',
      nextKind: 'test',
      nextAttemptAt: now,
      createdAt: now,
    })
    .returning()
  if (!row) throw new Error('a test was not kept')
  return row
}

/** A message that nobody else writes until the transaction ends. Take its endpoint first. */
export async function lockMessage(tx: Transaction, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx.select().from(messages).where(eq(messages.id, id)).for('update')
  return row
}

/** Has a later message taken back at the same endpoint what this one says of a match? */
export async function isWithdrawn(tx: Transaction, { endpointId, matchId, seq, type }: MessageRow): Promise<boolean> {
  if (matchId === null || type === 'match.withdrawn') return false
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.endpointId, endpointId),
        eq(messages.matchId, matchId),
        eq(messages.type, 'match.withdrawn'),
        sql`${messages.seq} > ${seq}`,
      ),
    )
    .limit(1)
  return rows.length > 0
}

/** Makes a message due at once, with its schedule from the beginning; whatever was planned for it is dropped. */
export async function sendAgain(tx: Transaction, id: string, now: Date): Promise<MessageRow> {
  const [row] = await tx
    .update(messages)
    .set({
      status: 'pending',
      nextAttemptAt: now,
      tries: 0,
      lost: 0,
      nextKind: sql`case when ${messages.nextKind} = 'test' then 'test' else 'manual' end`,
      claimedBy: null,
      claimedUntil: null,
    })
    .where(eq(messages.id, id))
    .returning()
  if (!row) throw new Error('a locked message is gone')
  return row
}

export interface ReplayWindow {
  since: Date
  until: Date
  types: NewReplay['types'] | null
  statuses: NewReplay['statuses']
  limit: number
}

export interface Replayed {
  replayed: number
  held: number
  /** When the first message was made that there was no room for; null when that was all. */
  nextSince: Date | null
}

/**
 * Makes an endpoint's messages of a time due again, oldest first, in one statement. Left aside: tests, what was cancelled about a match, and
 * proposals that were withdrawn since, unless the withdrawal goes too. A proposal that was never let out under the cap goes to the held, and with it an
 * update that never went out.
 */
export async function replayMessages(
  tx: Transaction,
  { id, peoplePerMonth }: EndpointRow,
  { now, since, until, types, statuses, limit }: ReplayWindow & { now: Date },
): Promise<Replayed> {
  const wanted = (row: string) => {
    const column = sql.raw(row)
    return sql`${column}.status = any(${sql.param(statuses)}::text[]) and ${column}.created_at >= ${since} and ${column}.created_at < ${until}
      and (${types ? sql.param(types) : null}::text[] is null or ${column}.type = any(${types ? sql.param(types) : null}::text[]))`
  }
  const { rows } = await tx.execute<{ replayed: number; held: number; nextSince: string | null }>(sql`
    with chosen as materialized (
      select m.id, m.created_at,
        ${peoplePerMonth !== null} and (m.type = 'match.proposed' or (m.type = 'match.updated' and m.attempts = 0)) and m.released_at is null as hold
      from webhooks.messages m
      where m.endpoint_id = ${id} and ${wanted('m')} and m.next_kind <> 'test' and m.redacted_at is null
        and not (m.status = 'cancelled' and m.match_id is not null)
        and (m.match_id is null or m.type = 'match.withdrawn' or not exists (
          select from webhooks.messages w
          where w.endpoint_id = m.endpoint_id and w.match_id = m.match_id and w.type = 'match.withdrawn' and w.seq > m.seq
            and w.status <> 'pending' and not (${wanted('w')})
        ))
      order by m.created_at, m.id
      limit ${limit + 1}
      for update of m
    ), numbered as (
      select *, row_number() over (order by created_at, id) as place from chosen
    ), resent as (
      update webhooks.messages m
      set status = case when hold then 'held' else 'pending' end, next_attempt_at = case when hold then null else ${now}::timestamptz end,
        tries = 0, lost = 0, next_kind = 'manual', claimed_by = null, claimed_until = null
      from numbered n where n.id = m.id and n.place <= ${limit}
      returning hold
    )
    select (select count(*)::int from resent) as replayed, (select count(*)::int from resent where hold) as held,
      (select to_json(created_at) #>> '{}' from numbered where place = ${limit + 1}) as "nextSince"`)
  const [row] = rows
  if (!row) throw new Error('a replay was not counted')
  return { replayed: row.replayed, held: row.held, nextSince: row.nextSince === null ? null : new Date(row.nextSince) }
}

/** What is being sent to an endpoint at this moment. */
export async function inFlightOf(db: Db, endpointId: string, now: Date): Promise<string[]> {
  const { rows } = await db.execute<{ attempt: string }>(sql`
    select id || ' ' || attempts as attempt from webhooks.messages
    where endpoint_id = ${endpointId} and claimed_by is not null and claimed_until > ${now}`)
  return rows.map(({ attempt }) => attempt)
}
