import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'

export interface ExposedQuestion {
  through: { keyId: string } | { endpointId: string } | { recipientId: string }
  since: Date | null
  /** Not included. */
  until: Date | null
  /** The last person of the page before. */
  after: string | null
  limit: number
}

export interface FoundPerson {
  jobseekerId: string
  actions: string[]
  /** JSON lists as the entries have them. */
  fieldLists: string[]
  times: number
  firstAt: Date
  lastAt: Date
}

// Counting and the rotation of keys.
const showsSomebody = sql`e.action not in ('statistics.read', 'keys.rotated')`
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** People who were exposed, each once, in the order of their ids. A page is a walk along an index, as long as the page. */
export async function listExposed(db: Executor, question: ExposedQuestion): Promise<FoundPerson[]> {
  const { rows } = await db.execute<Omit<FoundPerson, 'firstAt' | 'lastAt'> & { firstMs: string; lastMs: string }>(exposed(question))
  return rows.map(({ firstMs, lastMs, ...found }) => ({ ...found, firstAt: new Date(Number(firstMs)), lastAt: new Date(Number(lastMs)) }))
}

function exposed(question: ExposedQuestion): SQL {
  const { through } = question
  if ('endpointId' in through) return toldBy(through.endpointId, question)
  return 'keyId' in through ? shownTo(through.keyId, question) : givenTo(through.recipientId, question)
}

// Person by person along the index: a join of all that a key has done would be made anew for every page.
function shownTo(keyId: string, question: ExposedQuestion): SQL {
  const by = sql`p.key_id = ${keyId}::uuid and ${within(sql`p.at`, question)}`
  return sql`
    select x.jobseeker_id as "jobseekerId", v.* from (
      select distinct p.jobseeker_id from audit.people p where ${by} and p.jobseeker_id > ${question.after ?? beforeAll}::uuid order by p.jobseeker_id
    ) x cross join lateral (
      select ${summed(sql`p.at`)}
      from audit.people p join audit.entries e on e.chain = p.chain and e.seq = p.seq
      where ${by} and p.jobseeker_id = x.jobseeker_id and ${showsSomebody}
    ) v
    where v.times > 0 order by x.jobseeker_id limit ${question.limit}`
}

// A consent also names its recipient, who is given nothing by it.
function givenTo(recipientId: string, question: ExposedQuestion): SQL {
  return sql`
    select person as "jobseekerId", ${summed(sql`e.at`)}
    from audit.entries e, unnest(e.jobseeker_ids) person
    where e.detail ->> 'recipient' = ${recipientId}::text and ${within(sql`e.at`, question)} and e.action = 'disclosure.read' and person > ${question.after ?? beforeAll}::uuid
    group by person order by person limit ${question.limit}`
}

// What webhooks knows is asked of a function of its own: the register has no other way to its tables.
function toldBy(endpointId: string, { since, until, after, limit }: ExposedQuestion): SQL {
  return sql`
    select jobseeker_id as "jobseekerId", times, ${milliseconds(sql`first_at`)} as "firstMs", ${milliseconds(sql`last_at`)} as "lastMs", actions,
      array[]::text[] as "fieldLists"
    from audit.told_by_endpoint(${endpointId}::uuid, ${since?.toISOString() ?? '-infinity'}::timestamptz, ${until?.toISOString() ?? 'infinity'}::timestamptz,
      ${after ?? beforeAll}::uuid, ${limit}::integer)`
}

function summed(time: SQL): SQL {
  return sql`count(*)::integer as times, ${milliseconds(sql`min(${time})`)} as "firstMs", ${milliseconds(sql`max(${time})`)} as "lastMs",
    array_agg(distinct e.action) as actions,
    coalesce(array_agg(distinct e.detail ->> 'fields') filter (where e.detail ->> 'fields' is not null), '{}') as "fieldLists"`
}

function within(time: SQL, { since, until }: ExposedQuestion): SQL {
  const from = since === null ? sql`true` : sql`${time} >= ${since.toISOString()}::timestamptz`
  const before = until === null ? sql`true` : sql`${time} < ${until.toISOString()}::timestamptz`
  return sql`${from} and ${before}`
}

function milliseconds(time: SQL): SQL {
  return sql`floor(extract(epoch from ${time}) * 1000)::bigint::text`
}
