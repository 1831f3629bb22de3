import type { JobseekerFacts, PostingFacts } from '@zhihe/contracts/facts'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'
import { asIds } from './schema.ts'
import type { ListHeader } from './shortlist-store.ts'

type Tailed = 'posting' | 'jobseeker' | 'shortlist'

/** How far a reader has come. */
export interface Watermark {
  /** Every transaction below it had ended before the last read, so the read saw what it wrote. */
  xid: string
  /** What the last read saw at or above it, so that the next one need not fetch it again. */
  seen: ReadonlyMap<string, string>
}

export interface TailedPosting {
  id: string
  tenantId: string
  employerId: string
  version: number
  /** null: closed. */
  facts: PostingFacts | null
}
export interface TailedJobseeker {
  tenantId: string
  facts: JobseekerFacts
}
export interface TailedList extends ListHeader {
  members: { jobseekerId: string; version: number }[]
}

export interface Changes {
  watermark: Watermark
  postings: TailedPosting[]
  jobseekers: TailedJobseeker[]
  lists: TailedList[]
}

export const beginning: Watermark = { xid: '0', seen: new Map() }

const idsPerStatement = 2_000

/**
 * Reads what changed since the watermark, in one snapshot. Ids and sequences are handed out before commit, so a cursor over them would skip a
 * transaction that commits late; here a row is read again and again until its transaction, and every older one, has ended.
 */
export async function readChanges(db: Db, since: Watermark): Promise<Changes> {
  return await db.transaction((tx) => readIn(tx, since), { isolationLevel: 'repeatable read', accessMode: 'read only' })
}

async function readIn(tx: Transaction, since: Watermark): Promise<Changes> {
  const marks = await rowsOf<{ kind: Tailed | 'horizon'; id: string | null; xid: string }>(
    tx,
    sql`select 'horizon' as kind, null::uuid as id, pg_snapshot_xmin(pg_current_snapshot())::text as xid
      union all select 'posting', id, xid::text from matching.postings where xid >= ${since.xid}::xid8
      union all select 'jobseeker', id, xid::text from matching.jobseekers where xid >= ${since.xid}::xid8
      union all select 'shortlist', posting_id, xid::text from matching.shortlists where xid >= ${since.xid}::xid8`,
  )
  const seen = new Map<string, string>()
  const fresh: Record<Tailed, string[]> = { posting: [], jobseeker: [], shortlist: [] }
  let horizon = since.xid
  for (const { kind, id, xid } of marks) {
    if (kind === 'horizon') horizon = xid
    if (kind === 'horizon' || id === null) continue
    const key = `${kind} ${id}`
    seen.set(key, xid)
    if (since.seen.get(key) !== xid) fresh[kind].push(id)
  }
  return {
    watermark: { xid: horizon, seen },
    postings: await inParts(fresh.posting, (ids) => readPostings(tx, ids)),
    jobseekers: await inParts(fresh.jobseeker, (ids) => readJobseekers(tx, ids)),
    lists: await inParts(fresh.shortlist, (ids) => readLists(tx, ids)),
  }
}

async function inParts<Row>(ids: readonly string[], read: (ids: readonly string[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += idsPerStatement) {
    for (const row of await read(ids.slice(start, start + idsPerStatement))) rows.push(row)
  }
  return rows
}

function readPostings(tx: Transaction, ids: readonly string[]): Promise<TailedPosting[]> {
  return rowsOf(
    tx,
    sql`select id, tenant_id as "tenantId", employer_id as "employerId", version, case when status = 'open' then facts end as facts
      from matching.postings where id = any(${asIds(ids)})`,
  )
}

function readJobseekers(tx: Transaction, ids: readonly string[]): Promise<TailedJobseeker[]> {
  return rowsOf(tx, sql`select tenant_id as "tenantId", facts from matching.jobseekers where id = any(${asIds(ids)})`)
}

async function readLists(tx: Transaction, ids: readonly string[]): Promise<TailedList[]> {
  const rows = await rowsOf<Omit<TailedList, 'seq'> & { seq: string }>(
    tx,
    sql`select posting_id as "postingId", posting_version as "postingVersion", seq, size, floor_tier as "floorTier", floor_key as "floorKey",
        proposals, proposals_month as "proposalsMonth", coalesce(m.members, '[]') as members
      from matching.shortlists s
      left join lateral (
        select jsonb_agg(jsonb_build_object('jobseekerId', e.jobseeker_id, 'version', e.jobseeker_version)) as members
        from matching.shortlist_entries e where e.posting_id = s.posting_id
      ) m on true
      where s.posting_id = any(${asIds(ids)})`,
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}
