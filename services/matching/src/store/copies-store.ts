import type { JobseekerFacts, PostingFacts } from '@zhihe/contracts/facts'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'
import { announceChange, asRows } from './schema.ts'

/** Who takes care of a mark, and for how long nobody else does. */
export interface Claim {
  token: string
  leaseMs: number
}

export interface PostingCopy {
  id: string
  tenantId: string
  employerId: string
  version: number
  status: 'open' | 'closed'
  facts: PostingFacts | null
}

/** Keeps the copy if it is newer, with its history row and its mark. Returns the mark, or null for an old version. */
export async function keepPosting(tx: Transaction, { facts, ...posting }: PostingCopy, claim: Claim): Promise<number | null> {
  const { id, tenantId, employerId, version, status } = posting
  const json = facts === null ? null : JSON.stringify(facts)
  const marks = await rowsOf<{ seq: string }>(
    tx,
    sql`
      with kept as (
        insert into matching.postings as p (id, tenant_id, employer_id, version, status, opens_at, closes_at, facts)
        values (${id}, ${tenantId}, ${employerId}, ${version}, ${status}, ${facts?.opensAt ?? null}, ${facts?.closesAt ?? null}, ${json}::jsonb)
        on conflict (id) do update set version = excluded.version, status = excluded.status,
          opens_at = coalesce(excluded.opens_at, case when excluded.facts is null then p.opens_at end),
          closes_at = coalesce(excluded.closes_at, case when excluded.facts is null then p.closes_at end),
          facts = coalesce(excluded.facts, p.facts || jsonb_build_object('version', excluded.version, 'status', excluded.status)),
          xid = pg_current_xact_id(), changed_at = now()
        where p.version < excluded.version
        returning id, version, facts
      ), history as (
        insert into matching.posting_facts (id, version, facts) select id, version, facts from kept where facts is not null
        on conflict do nothing
      )
      insert into matching.due (kind, entity_id, claimed_until, claimed_by)
      select 'posting', id, now() + ${claim.leaseMs} * interval '1 millisecond', ${claim.token} from kept
      returning seq`,
  )
  return await announced(tx, marks)
}

/** Keeps the copy if it is newer, with its history row and its mark. Returns the mark, or null for an old version. */
export async function keepJobseeker(tx: Transaction, tenantId: string, facts: JobseekerFacts, claim: Claim): Promise<number | null> {
  const marks = await rowsOf<{ seq: string }>(
    tx,
    sql`
      with kept as (
        insert into matching.jobseekers as j (id, tenant_id, region_code, version, facts)
        values (${facts.id}, ${tenantId}, ${facts.regionCode}, ${facts.version}, ${JSON.stringify(facts)}::jsonb)
        on conflict (id) do update set region_code = excluded.region_code, version = excluded.version, facts = excluded.facts,
          xid = pg_current_xact_id(), changed_at = now()
        where j.version < excluded.version
        returning id, version, facts
      ), history as (
        insert into matching.jobseeker_facts (id, version, facts) select id, version, facts from kept
        on conflict do nothing
      )
      insert into matching.due (kind, entity_id, claimed_until, claimed_by)
      select 'jobseeker', id, now() + ${claim.leaseMs} * interval '1 millisecond', ${claim.token} from kept
      returning seq`,
  )
  return await announced(tx, marks)
}

async function announced(tx: Transaction, marks: readonly { seq: string }[]): Promise<number | null> {
  const [mark] = marks
  if (!mark) return null
  await tx.execute(announceChange)
  return Number(mark.seq)
}

/** The copy of a posting, open or closed. */
export async function findPosting(db: Db, id: string): Promise<PostingCopy | null> {
  const [row] = await rowsOf<PostingCopy>(
    db,
    sql`select id, tenant_id as "tenantId", employer_id as "employerId", version, status, facts from matching.postings where id = ${id}`,
  )
  return row ?? null
}

export async function findJobseeker(db: Db, id: string): Promise<{ tenantId: string; facts: JobseekerFacts } | null> {
  const [row] = await rowsOf<{ tenantId: string; facts: JobseekerFacts }>(
    db,
    sql`select tenant_id as "tenantId", facts from matching.jobseekers where id = ${id}`,
  )
  return row ?? null
}

export interface FactsVersion {
  id: string
  version: number
}

/** Facts of exactly these versions. */
export async function readPostingFacts(db: Db, versions: readonly FactsVersion[]): Promise<PostingFacts[]> {
  return await readFacts<PostingFacts>(db, 'posting', versions)
}

/** Facts of exactly these versions. */
export async function readJobseekerFacts(db: Db, versions: readonly FactsVersion[]): Promise<JobseekerFacts[]> {
  return await readFacts<JobseekerFacts>(db, 'jobseeker', versions)
}

async function readFacts<Facts>(db: Db, kind: 'posting' | 'jobseeker', versions: readonly FactsVersion[]): Promise<Facts[]> {
  if (versions.length === 0) return []
  const table = kind === 'posting' ? sql`matching.posting_facts` : sql`matching.jobseeker_facts`
  const rows = await rowsOf<{ facts: Facts }>(
    db,
    sql`select f.facts from jsonb_to_recordset(${asRows(versions)}) as wanted (id uuid, version integer) join ${table} f using (id, version)`,
  )
  return rows.map(({ facts }) => facts)
}
