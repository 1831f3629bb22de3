import type { Db, Transaction } from '@zhihe/postgres/pool'
import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import { sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'
import { announceChange, asIds, asRows } from './schema.ts'

export interface Entry {
  postingId: string
  jobseekerId: string
  matchId: string
  rank: number
  rankKey: number
  verdict: 'eligible' | 'conditional'
  score: number
  confidence: number
  componentScores: number[]
  postingVersion: number
  jobseekerVersion: number
  scoringVersion: string
  /** RFC 3339. */
  evaluatedAt: string
  /** What the workplace would provide; null: not known, from before it was kept. */
  needs: AccommodationCode[] | null
}

export interface ListHeader {
  postingId: string
  postingVersion: number
  seq: number
  size: number
  floorTier: 0 | 1 | null
  floorKey: number | null
  /** New proposals in `proposalsMonth` (`YYYY-MM`, China). */
  proposals: number
  proposalsMonth: string | null
}

export interface NewListHeader extends ListHeader {
  /** As many proposals as the posting may have in a month. */
  proposalsCap: number
}

/** What humans decided of pairs. */
export interface Rulings {
  /** Who is not to be on the list. */
  suppressed: readonly string[]
  /** Who has a place on it while she fits at all. */
  pinned: readonly string[]
}

export interface LockedList extends ListHeader, Rulings {
  tenantId: string
  employerId: string
}

const entryColumns = sql`e.posting_id as "postingId", e.jobseeker_id as "jobseekerId", e.match_id as "matchId", e.rank, e.rank_key as "rankKey",
  e.verdict, e.score, e.confidence, e.component_scores as "componentScores", e.posting_version as "postingVersion",
  e.jobseeker_version as "jobseekerVersion", e.scoring_version as "scoringVersion",
  to_char(e.evaluated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "evaluatedAt", e.needs`

/** Makes the rows that `lockShortlists` will lock, in one order everywhere. */
export async function ensureShortlists(db: Db | Transaction, postingIds: readonly string[]): Promise<void> {
  await db.execute(
    sql`insert into matching.shortlists (posting_id, posting_version, seq, size)
      select p.id, 0, 0, 0 from matching.postings p
      where p.id = any(${asIds(postingIds)}) and not exists (select from matching.shortlists s where s.posting_id = p.id)
      order by p.id
      on conflict do nothing`,
  )
}

/** Locks the lists in one order everywhere, so that two batches wait for each other and never for ever. */
export async function lockShortlists(tx: Transaction, postingIds: readonly string[]): Promise<LockedList[]> {
  const rows = await rowsOf<Omit<LockedList, 'seq'> & { seq: string }>(
    tx,
    sql`select s.posting_id as "postingId", s.posting_version as "postingVersion", s.seq, s.size, s.floor_tier as "floorTier",
        s.floor_key as "floorKey", s.proposals, s.proposals_month as "proposalsMonth", s.suppressed, s.pinned, p.tenant_id as "tenantId", p.employer_id as "employerId"
      from matching.shortlists s join matching.postings p on p.id = s.posting_id
      where s.posting_id = any(${asIds(postingIds)}) order by s.posting_id for update of s`,
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

export async function readEntries(db: Db | Transaction, postingIds: readonly string[]): Promise<Entry[]> {
  return await rowsOf<Entry>(
    db,
    sql`select ${entryColumns} from matching.shortlist_entries e where e.posting_id = any(${asIds(postingIds)}) order by e.posting_id, e.rank`,
  )
}

export async function findEntry(db: Db, matchId: string): Promise<Entry | null> {
  const [row] = await rowsOf<Entry>(db, sql`select ${entryColumns} from matching.shortlist_entries e where e.match_id = ${matchId}`)
  return row ?? null
}

/** Whether a human decided that she is not proposed to this posting. */
export async function isSuppressed(db: Db, { postingId, jobseekerId }: { postingId: string; jobseekerId: string }): Promise<boolean> {
  const rows = await rowsOf(
    db,
    sql`select from matching.shortlists where posting_id = ${postingId} and ${jobseekerId}::uuid = any (suppressed)`,
  )
  return rows.length > 0
}

export interface ListChange {
  header: NewListHeader
  written: readonly Entry[]
  left: readonly { postingId: string; jobseekerId: string }[]
}

/** Writes what changed of locked lists, and wakes whoever tails them. */
export async function saveShortlists(tx: Transaction, changes: readonly ListChange[], rankedAt: Date): Promise<void> {
  const left = changes.flatMap((change) => change.left)
  const written = changes.flatMap((change) => change.written)
  if (left.length > 0) {
    await tx.execute(
      sql`delete from matching.shortlist_entries e using jsonb_to_recordset(${asRows(left)}) as gone ("postingId" uuid, "jobseekerId" uuid)
        where e.posting_id = gone."postingId" and e.jobseeker_id = gone."jobseekerId"`,
    )
  }
  if (written.length > 0) await upsertEntries(tx, written)
  await tx.execute(
    sql`update matching.shortlists s set posting_version = l."postingVersion", seq = l.seq, size = l.size, floor_tier = l."floorTier",
        floor_key = l."floorKey", proposals = l.proposals, proposals_month = l."proposalsMonth", proposals_cap = l."proposalsCap", ranked_at = ${rankedAt.toISOString()}::timestamptz, xid = pg_current_xact_id(), changed_at = now()
      from jsonb_to_recordset(${asRows(changes.map(({ header }) => header))})
        as l ("postingId" uuid, "postingVersion" integer, seq bigint, size integer, "floorTier" smallint, "floorKey" integer, proposals integer,
          "proposalsMonth" text, "proposalsCap" integer)
      where s.posting_id = l."postingId" returning ${announceChange}`,
  )
}

async function upsertEntries(tx: Transaction, entries: readonly Entry[]): Promise<void> {
  await tx.execute(
    sql`insert into matching.shortlist_entries (posting_id, jobseeker_id, match_id, rank, rank_key, verdict, score, confidence, component_scores,
        posting_version, jobseeker_version, scoring_version, evaluated_at, needs)
      select "postingId", "jobseekerId", "matchId", rank, "rankKey", verdict, score, confidence, "componentScores",
        "postingVersion", "jobseekerVersion", "scoringVersion", "evaluatedAt", needs
      from jsonb_to_recordset(${asRows(entries)}) as e ("postingId" uuid, "jobseekerId" uuid, "matchId" uuid, rank integer, "rankKey" integer,
        verdict text, score integer, confidence integer, "componentScores" integer[], "postingVersion" integer, "jobseekerVersion" integer,
        "scoringVersion" text, "evaluatedAt" timestamptz, needs text[])
      on conflict (posting_id, jobseeker_id) do update set rank = excluded.rank, rank_key = excluded.rank_key, verdict = excluded.verdict,
        score = excluded.score, confidence = excluded.confidence, component_scores = excluded.component_scores,
        posting_version = excluded.posting_version, jobseeker_version = excluded.jobseeker_version, scoring_version = excluded.scoring_version,
        evaluated_at = excluded.evaluated_at, needs = excluded.needs`,
  )
}
