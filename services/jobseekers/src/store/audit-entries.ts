import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import { subtreePrefix } from './jobseeker-store.ts'

export interface AuditQuestion {
  /** Whose people are told of. */
  reach: Reach
  jobseekerId: string | null
  keyId: string | null
  action: string | null
  since: Date | null
  /** Not included. */
  until: Date | null
  after: AuditPlace | null
  limit: number
  /** How many people of an entry are named. */
  mostPeople: number
}

/** Where an entry stands in the order of time: microseconds since 1970, chain, number. */
export type AuditPlace = readonly [at: string, chain: number, seq: string]

export interface FoundEntry {
  chain: number
  seq: string
  atMicros: string
  recordedAtMicros: string
  keyId: string | null
  actor: string
  action: string
  reason: string
  opened: number
  detail: Record<string, string | number | string[]>
  people: number
  jobseekerIds: string[]
}

/** Entries about a person or by a key, newest first. Of the people that an entry names those within reach are told; who asks of others finds nothing. */
export async function listAuditEntries(db: Executor, question: AuditQuestion): Promise<FoundEntry[]> {
  const { reach, jobseekerId, keyId, action, since, until, after, limit, mostPeople } = question
  const byPerson = jobseekerId !== null
  // The place of an entry is the same in both tables, and said of the one whose index is walked.
  const [at, chain, seq] = byPerson ? [sql`p.at`, sql`p.chain`, sql`p.seq`] : [sql`e.at`, sql`e.chain`, sql`e.seq`]
  const conditions = [
    !byPerson ? undefined : sql`p.jobseeker_id = ${jobseekerId}::uuid`,
    keyId === null ? undefined : sql`e.key_id = ${keyId}::uuid`,
    action === null ? undefined : sql`e.action = ${action}`,
    since === null ? undefined : sql`${at} >= ${since.toISOString()}::timestamptz`,
    until === null ? undefined : sql`${at} < ${until.toISOString()}::timestamptz`,
    after === null ? undefined : sql`(${at}, ${chain}, ${seq}) < (${fromMicros(after[0])}, ${after[1]}::smallint, ${after[2]}::bigint)`,
    reach.kind === 'all' ? undefined : sql`v.people > 0`,
  ].filter((condition) => condition !== undefined)
  const source = byPerson ? sql`audit.people p join audit.entries e on e.chain = p.chain and e.seq = p.seq` : sql`audit.entries e`
  const { rows } = await db.execute<FoundEntry & Record<string, unknown>>(
    sql`select e.chain, e.seq::text, ${micros(sql`e.at`)} as "atMicros", ${micros(sql`e.recorded_at`)} as "recordedAtMicros", e.key_id as "keyId",
        e.actor, e.action, e.reason, e.opened, e.detail, v.people::integer, v.ids as "jobseekerIds"
      from ${source}
      cross join lateral (
        select count(*) as people, coalesce((array_agg(person order by person))[1:${mostPeople}::integer], '{}') as ids
        from unnest(e.jobseeker_ids) person where ${reached(reach, jobseekerId)}
      ) v
      where ${sql.join(conditions, sql` and `)}
      order by ${at} desc, ${chain} desc, ${seq} desc limit ${limit}`,
  )
  return rows
}

/** Who asks about one person is told of nobody else. A tenant's federation without a region also reaches those who are erased. */
function reached(reach: Reach, jobseekerId: string | null): SQL {
  const asked = jobseekerId === null ? sql`true` : sql`person = ${jobseekerId}::uuid`
  if (reach.kind === 'all') return asked
  if (reach.kind === 'none') return sql`false`
  const own = sql`${asked} and e.tenant_id = ${reach.tenantId}::uuid`
  if (reach.regionCode === null) return own
  return sql`${own} and exists (
    select from jobseekers.jobseekers j
    where j.id = person and j.tenant_id = ${reach.tenantId}::uuid and starts_with(j.region_code, ${subtreePrefix(reach.regionCode)})
  )`
}

function micros(time: SQL): SQL {
  return sql`(extract(epoch from ${time}) * 1000000)::bigint::text`
}

function fromMicros(text: string): SQL {
  return sql`timestamptz 'epoch' + ${text}::bigint * interval '1 microsecond'`
}
