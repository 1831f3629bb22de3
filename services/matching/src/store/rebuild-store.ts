import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'

/** How far a rebuild has come, in postings; times are RFC 3339. */
export interface RebuildProgress {
  id: string
  total: number
  done: number
  failed: number
  startedAt: string
  finishedAt: string | null
}

export interface BatchKey {
  rebuildId: string
  batch: number
}

const postingsPerBatch = 200

export interface RunningRebuild {
  id: string
  startedAt: Date
  /** Still to be done. */
  batches: number[]
}

/** The rebuild that is running, if any; until the transaction ends nobody else starts one. */
export async function lockRunningRebuild(tx: Transaction): Promise<RunningRebuild | null> {
  await tx.execute(sql`lock table matching.rebuilds in share row exclusive mode`)
  const [row] = await rowsOf<Omit<RunningRebuild, 'startedAt'> & { startedAt: Date | string }>(
    tx,
    sql`select r.id, r.started_at as "startedAt", array_agg(b.batch order by b.batch) as batches
      from matching.rebuilds r join matching.rebuild_batches b on b.rebuild_id = r.id
      where b.finished_at is null group by r.id order by r.id limit 1`,
  )
  return row ? { ...row, startedAt: new Date(row.startedAt) } : null
}

/** Plans batches over all open postings, prefecture by prefecture, so that a batch asks for the same people again and again. Returns their numbers. */
export async function planRebuild(tx: Transaction, id: string, startedAt: Date): Promise<number[]> {
  await tx.execute(sql`insert into matching.rebuilds (id, started_at) values (${id}, ${startedAt.toISOString()}::timestamptz)`)
  const rows = await rowsOf<{ batch: number }>(
    tx,
    sql`insert into matching.rebuild_batches (rebuild_id, batch, posting_ids)
      select ${id}, 1 + (place - 1) / ${postingsPerBatch}, array_agg(posting_id order by place)
      from (
        select id as posting_id, row_number() over (order by left(facts ->> 'regionCode', 4), id)::integer as place
        from matching.postings where status = 'open'
      ) placed
      group by 2
      returning batch`,
  )
  return rows.map(({ batch }) => batch).sort((a, b) => a - b)
}

export async function findRebuild(db: Db | Transaction, id: string): Promise<RebuildProgress | null> {
  const [row] = await rowsOf<Omit<RebuildProgress, 'startedAt' | 'finishedAt'> & { startedAt: Date; finishedAt: Date | null }>(
    db,
    sql`select r.id, r.started_at as "startedAt", coalesce(sum(cardinality(b.posting_ids)), 0)::integer as total,
        coalesce(sum(b.done), 0)::integer as done, coalesce(sum(b.failed), 0)::integer as failed,
        case when count(*) filter (where b.batch is not null and b.finished_at is null) = 0
          then coalesce(max(b.finished_at), r.started_at) end as "finishedAt"
      from matching.rebuilds r left join matching.rebuild_batches b on b.rebuild_id = r.id
      where r.id = ${id} group by r.id`,
  )
  if (!row) return null
  return { ...row, startedAt: toIso(row.startedAt), finishedAt: row.finishedAt && toIso(row.finishedAt) }
}

/** The postings of a batch that is still to be done; null when it was done before. */
export async function findOpenBatch(db: Db, { rebuildId, batch }: BatchKey): Promise<string[] | null> {
  const [row] = await rowsOf<{ postingIds: string[] }>(
    db,
    sql`select posting_ids as "postingIds" from matching.rebuild_batches
      where rebuild_id = ${rebuildId} and batch = ${batch} and finished_at is null`,
  )
  return row?.postingIds ?? null
}

/** Notes how a batch ended; of two who did it the first is believed. */
export async function finishBatch(
  db: Db,
  { rebuildId, batch }: BatchKey,
  outcome: { done: number; failed: number; at: Date },
): Promise<void> {
  await db.execute(
    sql`update matching.rebuild_batches set done = ${outcome.done}, failed = ${outcome.failed}, finished_at = ${outcome.at.toISOString()}::timestamptz
      where rebuild_id = ${rebuildId} and batch = ${batch} and finished_at is null`,
  )
}

function toIso(time: Date | string): string {
  return new Date(time).toISOString()
}
