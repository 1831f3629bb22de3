import type { JobseekerFacts, PostingFacts } from '@zhihe/contracts/facts'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'
import { asIds } from './schema.ts'
import type { ListHeader, Rulings } from './shortlist-store.ts'

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
  /** Of who is erased nothing but id and version. */
  facts: JobseekerFacts
  isErased?: boolean
}
export interface TailedList extends ListHeader, Rulings {
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
const rowsAtOnce = 500

/**
 * Reads what changed since the watermark, in one snapshot. Ids and sequences are handed out before commit, so a cursor over them would skip a
 * transaction that commits late; here a row is read again and again until its transaction, and every older one, has ended.
 */
export async function readChanges(db: Db, since: Watermark): Promise<Changes> {
  const few = since === beginning ? null : await readFew(db, since)
  return few ?? (await db.transaction((tx) => readIn(tx, since), { isolationLevel: 'repeatable read', accessMode: 'read only' }))
}

type Row =
  | { kind: 'horizon'; id: null; xid: string; row: null }
  | { kind: 'posting'; id: string; xid: string; row: TailedPosting | null }
  | { kind: 'jobseeker'; id: string; xid: string; row: TailedJobseeker | null }
  | { kind: 'shortlist'; id: string; xid: string; row: TailedList | null }

/** All of it in one statement, which is a snapshot by itself and one round trip instead of six; null when it is too much for that. */
async function readFew(db: Db, { xid, seen }: Watermark): Promise<Changes | null> {
  const known = sql`${sql.param(Array.from(seen, ([key, seenXid]) => `${key} ${seenXid}`))}::text[]`
  const rows = await rowsOf<Row>(
    db,
    sql`select 'horizon' as kind, null::uuid as id, pg_snapshot_xmin(pg_current_snapshot())::text as xid, null::jsonb as row
      union all (
        select 'posting', id, xid::text, case when not concat_ws(' ', 'posting', id, xid) = any(${known}) then jsonb_build_object(
          'id', id, 'tenantId', tenant_id, 'employerId', employer_id, 'version', version, 'facts', case when status = 'open' then facts end) end
        from matching.postings where xid >= ${xid}::xid8 limit ${rowsAtOnce})
      union all (
        select 'jobseeker', id, xid::text, case when not concat_ws(' ', 'jobseeker', id, xid) = any(${known}) then jsonb_build_object(
          'tenantId', tenant_id, 'facts', facts, 'isErased', erased_at is not null) end
        from matching.jobseekers where xid >= ${xid}::xid8 limit ${rowsAtOnce})
      union all (
        select 'shortlist', posting_id, xid::text, case when not concat_ws(' ', 'shortlist', posting_id, xid) = any(${known}) then jsonb_build_object(
          'postingId', posting_id, 'postingVersion', posting_version, 'seq', seq, 'size', size, 'floorTier', floor_tier, 'floorKey', floor_key,
          'proposals', proposals, 'proposalsMonth', proposals_month, 'suppressed', suppressed, 'pinned', pinned, 'members', ${membersOf}) end
        from matching.shortlists s where xid >= ${xid}::xid8 limit ${rowsAtOnce})`,
  )
  const changes: Changes = { watermark: { xid, seen: new Map() }, postings: [], jobseekers: [], lists: [] }
  const read = { posting: 0, jobseeker: 0, shortlist: 0 }
  const above = new Map<string, string>()
  let horizon = xid
  for (const { kind, id, xid: rowXid, row } of rows) {
    if (kind === 'horizon') horizon = rowXid
    else {
      above.set(`${kind} ${id}`, rowXid)
      read[kind] += 1
    }
    if (row === null) continue
    if (kind === 'posting') changes.postings.push(row)
    if (kind === 'jobseeker') changes.jobseekers.push(row)
    if (kind === 'shortlist') changes.lists.push(row)
  }
  if (Object.values(read).some((count) => count >= rowsAtOnce)) return null
  return { ...changes, watermark: { xid: horizon, seen: above } }
}

const membersOf = sql`coalesce((
    select jsonb_agg(jsonb_build_object('jobseekerId', e.jobseeker_id, 'version', e.jobseeker_version))
    from matching.shortlist_entries e where e.posting_id = s.posting_id
  ), '[]')`

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
  return rowsOf(
    tx,
    sql`select tenant_id as "tenantId", facts, erased_at is not null as "isErased" from matching.jobseekers where id = any(${asIds(ids)})`,
  )
}

async function readLists(tx: Transaction, ids: readonly string[]): Promise<TailedList[]> {
  const rows = await rowsOf<Omit<TailedList, 'seq'> & { seq: string }>(
    tx,
    sql`select posting_id as "postingId", posting_version as "postingVersion", seq, size, floor_tier as "floorTier", floor_key as "floorKey",
        proposals, proposals_month as "proposalsMonth", suppressed, pinned, ${membersOf} as members
      from matching.shortlists s where s.posting_id = any(${asIds(ids)})`,
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}
