import type { Consumer } from '@zhihe/contracts/event'
import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { EpochTable, OutboxTable } from './tables.ts'

/** A published event of which it is not known yet that everybody has it. */
export interface UnconfirmedRow {
  id: string
  type: string
  /** How often it was sent again. */
  resent: number
  /** To the microsecond, as the database writes it. */
  publishedAt: string
  ageMs: number
  /** Whose queues have lost all that they held since it was published. */
  lostBy: Consumer[]
}

export interface Page {
  after: Pick<UnconfirmedRow, 'id' | 'publishedAt'> | undefined
  /** Younger rows are on their way. */
  minAgeMs: number
  limit: number
}

/** Rows in the order in which they were published. */
export async function readUnconfirmed(
  db: Db,
  { outbox, epochs }: { outbox: OutboxTable; epochs: EpochTable },
  { after, minAgeMs, limit }: Page,
): Promise<UnconfirmedRow[]> {
  const beyond = after ? sql`and (o.published_at, o.id) > (${after.publishedAt}::timestamptz, ${after.id}::uuid)` : sql``
  const { rows } = await db.execute<UnconfirmedRow & Record<string, unknown>>(sql`
    select o.id, o.type, o.resent, o.published_at::text as "publishedAt",
      (extract(epoch from clock_timestamp() - o.published_at) * 1000)::float8 as "ageMs",
      array(select e.consumer from ${epochs} e where o.published_at < e.lost_before) as "lostBy"
    from ${outbox} o
    where o.published_at is not null and o.confirmed_at is null
      and o.published_at < clock_timestamp() - ${minAgeMs} * interval '1 millisecond' ${beyond}
    order by o.published_at, o.id limit ${limit}`)
  return rows
}

/** Those of the events that have not arrived at the consumer, whose schema has its name and answers this and nothing else. */
export async function readUnseen(db: Db, consumer: Consumer, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await db.execute<{ id: string }>(
    sql`select id from ${sql.identifier(consumer)}.unseen(${sql.param([...ids])}::uuid[]) as id`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** Whether a consumer has one of these events: only of those that were sent again it is asked. */
export async function askArrived(
  db: Db,
  consumers: readonly Consumer[],
  rows: readonly { id: string; resent: number }[],
): Promise<(consumer: Consumer, eventId: string) => boolean> {
  const again = new Set(rows.flatMap(({ id, resent }) => (resent > 0 ? [id] : [])))
  if (again.size === 0) return () => false
  const unseen = new Map<Consumer, ReadonlySet<string>>()
  for (const consumer of consumers) unseen.set(consumer, await readUnseen(db, consumer, [...again]))
  return (consumer, eventId) => again.has(eventId) && unseen.get(consumer)?.has(eventId) === false
}

export async function confirm(db: Db, outbox: OutboxTable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.execute(sql`
    update ${outbox} set confirmed_at = clock_timestamp() where id = any(${sql.param([...ids])}::uuid[]) and published_at is not null`)
}

/** Has rows published once more, those that nobody else has taken up since they were read, and returns how many. */
export async function takeBack(db: Db, outbox: OutboxTable, lost: readonly Pick<UnconfirmedRow, 'id' | 'publishedAt'>[]): Promise<number> {
  if (lost.length === 0) return 0
  const { rows } = await db.execute<{ id: string }>(sql`
    update ${outbox} o set published_at = null, claimed_until = clock_timestamp(), claimed_by = null, resent = o.resent + 1
    from json_to_recordset(${JSON.stringify(lost.map(({ id, publishedAt }) => ({ id, at: publishedAt })))}::json) as lost (id uuid, at timestamptz)
    where o.id = lost.id and o.published_at = lost.at and o.confirmed_at is null
    returning o.id`)
  return rows.length
}

/** Notes the mark that a consumer's queue holds. A new one means that what was published before now is gone from it; true when there was another. */
export async function noteEpoch(db: Db, epochs: EpochTable, consumer: Consumer, epoch: string): Promise<boolean> {
  const { rows } = await db.execute<{ isFirst: boolean }>(sql`
    insert into ${epochs} as e (consumer, epoch, lost_before) values (${consumer}, ${epoch}, clock_timestamp())
    on conflict (consumer) do update set epoch = excluded.epoch, lost_before = excluded.lost_before where e.epoch <> excluded.epoch
    returning xmax = 0 as "isFirst"`)
  return rows[0]?.isFirst === false
}

const countedAtMost = 100_000

/** How many events were published and are not known to have arrived, 100,000 at most. */
export async function countUnconfirmed(db: Db, outbox: OutboxTable): Promise<number> {
  const { rows } = await db.execute<{ count: string }>(sql`
    select count(*) from (
      select from ${outbox} where published_at is not null and confirmed_at is null limit ${countedAtMost}
    ) as unconfirmed`)
  return Number(rows[0]?.count ?? 0)
}
