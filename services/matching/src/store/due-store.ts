import type { Db, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { monthOf } from '../domain/fair-share.ts'
import type { Claim } from './copies-store.ts'
import { rowsOf } from './rows.ts'

export type DueKind = 'posting' | 'jobseeker'

/** "This must be ranked again." */
export interface Mark {
  seq: number
  kind: DueKind
  entityId: string
}

const columns = sql`seq, kind, entity_id as "entityId"`

function toMarks(rows: readonly { seq: string; kind: DueKind; entityId: string }[]): Mark[] {
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

function leaseOf({ leaseMs }: Claim): SQL {
  return sql`now() + ${leaseMs} * interval '1 millisecond'`
}

/** Marks postings, the marks being the caller's from the start. */
export async function markPostings(tx: Transaction, postingIds: readonly string[], claim: Claim): Promise<Mark[]> {
  if (postingIds.length === 0) return []
  return toMarks(
    await rowsOf(
      tx,
      sql`insert into matching.due (kind, entity_id, claimed_until, claimed_by)
        select 'posting', id, ${leaseOf(claim)}, ${claim.token} from unnest(${sql.param(postingIds)}::uuid[]) as id
        returning ${columns}`,
    ),
  )
}

/** Turns marks into marks of postings, in one statement; see `deleteMarks` for those of another keeper. */
export async function exchangeMarks(db: Db, seqs: readonly number[], postingIds: readonly string[], claim: Claim): Promise<Mark[]> {
  return toMarks(
    await rowsOf(
      db,
      sql`with gone as (delete from matching.due where seq = any(${sql.param(seqs)}::bigint[]) and claimed_by = ${claim.token})
        insert into matching.due (kind, entity_id, claimed_until, claimed_by)
        select 'posting', id, ${leaseOf(claim)}, ${claim.token} from unnest(${sql.param(postingIds)}::uuid[]) as id
        returning ${columns}`,
    ),
  )
}

/** Ends marks. One that another keeper has taken over meanwhile is left to it: it may be in the middle of a rank that needs the mark. */
export async function deleteMarks(db: Db | Transaction, seqs: readonly number[], { token }: Claim): Promise<void> {
  if (seqs.length === 0) return
  await db.execute(sql`delete from matching.due where seq = any(${sql.param(seqs)}::bigint[]) and claimed_by = ${token}`)
}

/** Takes marks whose keeper is gone: nobody's, or with a lease that is over. */
export async function claimLostMarks(db: Db, claim: Claim, limit: number): Promise<Mark[]> {
  return toMarks(
    await rowsOf(
      db,
      sql`update matching.due set claimed_until = ${leaseOf(claim)}, claimed_by = ${claim.token}
        where seq = any(array(
          select seq from matching.due where claimed_until is null or claimed_until < now() order by seq limit ${limit} for update skip locked
        )) returning ${columns}`,
    ),
  )
}

/**
 * Tells the others that the keeper lives, and returns the marks of which it said so. The keeper may not know all of them: when a connection breaks after
 * the commit and before the answer, the mark is there, and its maker was told that it failed.
 */
export async function renewMarks(db: Db, claim: Claim): Promise<Mark[]> {
  return toMarks(
    await rowsOf(
      db,
      sql`update matching.due set claimed_until = ${leaseOf(claim)}
        where claimed_by = ${claim.token} and claimed_until < now() + ${claim.leaseMs / 2} * interval '1 millisecond'
        returning ${columns}`,
    ),
  )
}

/** Sets marks aside until later, for whoever comes first then. */
export async function deferMarks(db: Db, seqs: readonly number[], { token, delayMs }: { token: string; delayMs: number }): Promise<void> {
  await db.execute(
    sql`update matching.due set claimed_until = now() + ${delayMs} * interval '1 millisecond', claimed_by = null
      where seq = any(${sql.param(seqs)}::bigint[]) and claimed_by = ${token}`,
  )
}

/** Gives back what this keeper has not done, at a graceful stop. */
export async function releaseMarks(db: Db, token: string): Promise<void> {
  await db.execute(sql`update matching.due set claimed_until = null, claimed_by = null where claimed_by = ${token}`)
}

/** Marks what the clock changes: a window that opened or closed since the list was made, and a new month for a posting that had used up one. */
export async function markByClock(db: Db, now: Date, limit: number): Promise<number> {
  const at = now.toISOString()
  const month = monthOf(now)
  const { rowCount } = await db.execute<Record<string, unknown>>(
    sql`insert into matching.due (kind, entity_id)
      select 'posting', p.id from matching.postings p join matching.shortlists s on s.posting_id = p.id
      where p.status = 'open' and (
        (p.closes_at <= ${at}::timestamptz and s.size > 0) or (p.opens_at <= ${at}::timestamptz and s.ranked_at < p.opens_at)
        or (s.proposals >= s.proposals_cap and s.proposals_month < ${month})
      ) and not exists (select from matching.due d where d.kind = 'posting' and d.entity_id = p.id)
      limit ${limit}`,
  )
  return rowCount ?? 0
}

/** Marks lists that were made with another scoring than this process has. */
export async function markByScoring(db: Db, scoringVersion: string): Promise<void> {
  await db.execute(
    sql`insert into matching.due (kind, entity_id)
      select distinct 'posting', posting_id from matching.shortlist_entries where scoring_version <> ${scoringVersion}`,
  )
}

export async function readDueStats(db: Db): Promise<{ due: number; oldestAgeMs: number }> {
  const [row] = await rowsOf<{ due: number; oldest: number | null }>(
    db,
    sql`select count(*)::integer as due, (extract(epoch from now() - min(created_at)) * 1000)::float8 as oldest from matching.due`,
  )
  return { due: row?.due ?? 0, oldestAgeMs: Math.max(0, row?.oldest ?? 0) }
}
