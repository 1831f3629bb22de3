import type { Db, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { Review, ReviewStatus } from '../domain/review.ts'
import { rowsOf } from './rows.ts'
import { announceChange } from './schema.ts'

type Row = Omit<Review, 'requestedAt' | 'dueAt' | 'decidedAt'> & { requestedAt: string; dueAt: string; decidedAt: string | null }

const columns = sql`r.id, r.tenant_id as "tenantId", r.match_id as "matchId", r.posting_id as "postingId", r.jobseeker_id as "jobseekerId", r.status,
  r.question, r.statement, r.outcome, r.reason, ${iso(sql`r.requested_at`)} as "requestedAt", ${iso(sql`r.due_at`)} as "dueAt",
  ${iso(sql`r.decided_at`)} as "decidedAt"`

function iso(time: SQL): SQL {
  return sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

function toReview({ requestedAt, dueAt, decidedAt, ...row }: Row): Review {
  return {
    ...row,
    requestedAt: new Date(requestedAt),
    dueAt: new Date(dueAt),
    decidedAt: decidedAt === null ? null : new Date(decidedAt),
  }
}

/** Keeps a new request; false when one about the same match is open. */
export async function insertReview(tx: Transaction, review: Review, byKeyId: string): Promise<boolean> {
  const { id, tenantId, matchId, postingId, jobseekerId, status, question, statement, requestedAt, dueAt } = review
  const rows = await rowsOf(
    tx,
    sql`insert into matching.match_reviews (id, tenant_id, match_id, posting_id, jobseeker_id, status, question, statement, requested_at, due_at)
      values (${id}, ${tenantId}, ${matchId}, ${postingId}, ${jobseekerId}, ${status}, ${question}, ${statement},
        ${requestedAt.toISOString()}::timestamptz, ${dueAt.toISOString()}::timestamptz)
      on conflict do nothing returning id`,
  )
  if (rows.length === 0) return false
  await addStep(tx, review, { at: requestedAt, byKeyId })
  return true
}

export async function lockReview(tx: Transaction, id: string): Promise<Review | null> {
  const [row] = await rowsOf<Row>(tx, sql`select ${columns} from matching.match_reviews r where r.id = ${id} for update`)
  return row ? toReview(row) : null
}

export async function saveReview(tx: Transaction, review: Review, step: { at: Date; byKeyId: string }): Promise<void> {
  const { id, status, outcome, reason, decidedAt } = review
  await tx.execute(
    sql`update matching.match_reviews set status = ${status}, outcome = ${outcome}, reason = ${reason},
      decided_at = ${decidedAt?.toISOString() ?? null}::timestamptz where id = ${id}`,
  )
  await addStep(tx, review, step)
}

async function addStep(tx: Transaction, { id, tenantId, status }: Review, { at, byKeyId }: { at: Date; byKeyId: string }): Promise<void> {
  await tx.execute(
    sql`insert into matching.match_review_steps (review_id, step, tenant_id, status, at, by_key_id)
      select ${id}::uuid, count(*) + 1, ${tenantId}::uuid, ${status}, ${at.toISOString()}::timestamptz, ${byKeyId}::uuid
      from matching.match_review_steps where review_id = ${id}`,
  )
}

/** How the last request about a match stands. */
export async function findLastReview(db: Db, matchId: string): Promise<{ id: string; status: ReviewStatus } | null> {
  const [row] = await rowsOf<{ id: string; status: ReviewStatus }>(
    db,
    sql`select id, status from matching.match_reviews where match_id = ${matchId} order by requested_at desc, id desc limit 1`,
  )
  return row ?? null
}

export interface ReviewPlace {
  /** RFC 3339. */
  at: string
  id: string
}

export interface ReviewQuery {
  /** null: of every register. */
  tenantId: string | null
  status: ReviewStatus | undefined
  after: ReviewPlace | null
  limit: number
}

/** Requests in the order in which they are due, with the region in which the person lives now. */
export async function listReviews(
  db: Db,
  { tenantId, status, after, limit }: ReviewQuery,
): Promise<{ review: Review; regionCode: string | null }[]> {
  const rows = await rowsOf<Row & { regionCode: string | null }>(
    db,
    sql`select ${columns}, j.region_code as "regionCode" from matching.match_reviews r join matching.jobseekers j on j.id = r.jobseeker_id
      where (${tenantId}::uuid is null or r.tenant_id = ${tenantId}::uuid) and (${status ?? null}::text is null or r.status = ${status ?? null})
        and (${after?.at ?? null}::timestamptz is null or (r.due_at, r.id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by r.due_at, r.id limit ${limit}`,
  )
  return rows.map(({ regionCode, ...row }) => ({ review: toReview(row), regionCode }))
}

/**
 * Puts what a human decided of a pair on the list of its posting, and marks the list to be made again, looking at everybody: its `seq` rises, so nobody
 * takes it for the one that was verified.
 */
export async function ruleOnPair(
  tx: Transaction,
  { postingId, jobseekerId }: Pick<Review, 'postingId' | 'jobseekerId'>,
  outcome: 'suppress' | 'allow',
): Promise<void> {
  const without = (column: SQL) => sql`array_remove(${column}, ${jobseekerId}::uuid)`
  const [on, off] = outcome === 'suppress' ? [sql.raw('suppressed'), sql.raw('pinned')] : [sql.raw('pinned'), sql.raw('suppressed')]
  await tx.execute(
    sql`update matching.shortlists set ${on} = ${without(sql`${on}`)} || ${jobseekerId}::uuid, ${off} = ${without(sql`${off}`)},
        seq = seq + 1, xid = pg_current_xact_id(), changed_at = now()
      where posting_id = ${postingId}`,
  )
  await tx.execute(sql`insert into matching.due (kind, entity_id) values ('posting', ${postingId}) returning ${announceChange}`)
}
