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
        on conflict (id) do update set tenant_id = excluded.tenant_id, employer_id = excluded.employer_id, version = excluded.version,
          status = excluded.status,
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
      returning seq, ${announceChange}`,
  )
  const [mark] = marks
  return mark ? Number(mark.seq) : null
}

export interface JobseekerNews {
  eventId: string
  tenantId: string
  facts: JobseekerFacts
}

/**
 * Keeps what events say about people, all in one statement: those that the inbox has not seen, the newest of each person, if it is newer than the copy,
 * with their history rows and marks. Returns the marks by person; none for who was told nothing new.
 */
export async function keepJobseekers(
  db: Db | Transaction,
  news: readonly JobseekerNews[],
  { consumer, claim }: { consumer: string; claim: Claim },
): Promise<ReadonlyMap<string, number>> {
  if (news.length === 0) return new Map()
  const given = news.map(({ facts, ...told }) => ({ ...told, id: facts.id, regionCode: facts.regionCode, version: facts.version, facts }))
  const marks = await rowsOf<{ id: string; seq: string }>(
    db,
    sql`
      with told as (
        select * from jsonb_to_recordset(${asRows(given)})
          as x ("eventId" uuid, id uuid, "tenantId" uuid, "regionCode" text, version integer, facts jsonb)
      ), fresh as (
        insert into matching.inbox (consumer, event_id) select ${consumer}, "eventId" from told order by "eventId"
        on conflict do nothing
        returning event_id
      ), latest as (
        select distinct on (id) told.* from told join fresh on event_id = "eventId" order by id, version desc
      ), kept as (
        insert into matching.jobseekers as j (id, tenant_id, region_code, version, facts)
        select id, "tenantId", "regionCode", version, facts from latest order by id
        on conflict (id) do update set region_code = excluded.region_code, version = excluded.version, facts = excluded.facts,
          xid = pg_current_xact_id(), changed_at = now()
        where j.version < excluded.version and j.erased_at is null
        returning id, version, facts
      ), history as (
        insert into matching.jobseeker_facts (id, version, facts) select id, version, facts from kept
        on conflict do nothing
      )
      insert into matching.due (kind, entity_id, claimed_until, claimed_by)
      select 'jobseeker', id, now() + ${claim.leaseMs} * interval '1 millisecond', ${claim.token} from kept
      returning entity_id as id, seq, ${announceChange}`,
  )
  return new Map(marks.map(({ id, seq }) => [id, Number(seq)]))
}

/** The copy of a posting, open or closed. */
export async function findPosting(db: Db | Transaction, id: string): Promise<PostingCopy | null> {
  const [row] = await rowsOf<PostingCopy>(
    db,
    sql`select id, tenant_id as "tenantId", employer_id as "employerId", version, status, facts from matching.postings where id = ${id}`,
  )
  return row ?? null
}

export async function findJobseeker(db: Db | Transaction, id: string): Promise<{ tenantId: string; facts: JobseekerFacts } | null> {
  const [row] = await rowsOf<{ tenantId: string; facts: JobseekerFacts }>(
    db,
    sql`select tenant_id as "tenantId", facts from matching.jobseekers where id = ${id} and erased_at is null`,
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
