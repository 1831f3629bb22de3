import type { Pool } from 'pg'
import { unheardEvents } from './events.ts'
import type { Finding, FindingKind } from './finding.ts'

interface Question {
  kind: FindingKind
  check: string
  /** Answers one row for each fault: subject, detail. */
  sql: string
}

// Where somebody was erased, what was announced of her list is deleted whole: of such a list only its receivers can tell.
const told = `forgotten as (
    select distinct posting_id from webhooks.messages where posting_id is not null and (redacted_at is not null or redact_when_sent)
  ),
  told as (
    select payload->'data' as data from matching.outbox
    where type = 'shortlist.changed' and (payload->'data'->>'postingId')::uuid not in (select posting_id from forgotten)
  )`

const questions: readonly Question[] = [
  {
    kind: 'missing',
    check: 'events',
    sql: `select event_id as subject, owner || ' ' || type || ' was never heard by ' || consumer || coalesce(', set aside at ' || failed_at, '') as detail from (${unheardEvents}) u`,
  },
  {
    kind: 'missing',
    check: 'copies of postings',
    // A change that nobody is to be told of has a version and no event: the newest that was told is what a copy must have.
    sql: `with said as (
        select (payload->'data'->>'postingId')::uuid as id, max((payload->'data'->>'version')::int) as version
        from postings.outbox where type like 'posting.%' group by 1
      )
      select p.id as subject, 'matching knows version ' || coalesce(m.version::text, 'none') || ' of ' || s.version as detail
      from postings.postings p join said s using (id) left join matching.postings m using (id)
      where p.status in ('published', 'closed') and (m.version is distinct from s.version or (m.status = 'open') <> (p.status = 'published'))`,
  },
  {
    kind: 'missing',
    check: 'copies of people',
    sql: `with said as (
        select (payload->'data'->'facts'->>'id')::uuid as id, max((payload->'data'->'facts'->>'version')::int) as version
        from jobseekers.outbox where type = 'jobseeker.changed' group by 1
      )
      select j.id as subject, 'matching knows version ' || coalesce(m.version::text, 'none') || ' of ' || s.version as detail
      from jobseekers.jobseekers j join said s using (id) left join matching.jobseekers m using (id)
      where m.version is distinct from s.version
        or ((m.facts->>'consentsToMatching')::boolean and m.facts->>'payFloorFen' is distinct from j.profile->>'payFloorFen')`,
  },
  {
    kind: 'phantom',
    check: 'copies of nobody',
    sql: "select m.id as subject, 'matching knows somebody whom the register does not' as detail from matching.jobseekers m where m.erased_at is null and not exists (select from jobseekers.jobseekers j where j.id = m.id)",
  },
  {
    kind: 'effect_duplicate',
    check: 'proposals',
    sql: `with ${told},
      moves as (
        select p->>'matchId' as match_id, 1 as step from told, jsonb_array_elements(data->'proposed') p
        union all select p->>'matchId', -1 from told, jsonb_array_elements(data->'withdrawn') p
      )
      select match_id as subject, 'was proposed ' || sum(step) || ' times more than withdrawn' as detail from moves group by match_id having sum(step) not in (0, 1)`,
  },
  {
    kind: 'missing',
    check: 'announcements',
    sql: `with ${told},
      moves as (
        select p->>'matchId' as match_id, 1 as step from told, jsonb_array_elements(data->'proposed') p
        union all select p->>'matchId', -1 from told, jsonb_array_elements(data->'withdrawn') p
      ),
      net as (select match_id::uuid, sum(step) as times from moves group by match_id)
      select coalesce(e.match_id, n.match_id) as subject, case when e.match_id is null then 'was announced and is on no list' else 'is on a list and was not announced' end as detail
      from (select * from net where times = 1) n full join
        (select * from matching.shortlist_entries where posting_id not in (select posting_id from forgotten)) e using (match_id)
      where n.match_id is null or e.match_id is null`,
  },
  {
    kind: 'effect_duplicate',
    check: 'messages',
    sql: `select endpoint_id || ' ' || type || ' ' || coalesce(match_id, posting_id) as subject, 'has ' || count(*) || ' messages of seq ' || seq as detail
      from webhooks.messages where posting_id is not null group by endpoint_id, type, coalesce(match_id, posting_id), seq having count(*) > 1`,
  },
  {
    kind: 'difference',
    check: 'exposures',
    sql: `with listed as (
        select jobseeker_id, count(*) as lists, count(*) filter (where rank = 1) as first_places from matching.shortlist_entries group by jobseeker_id
      )
      select jobseeker_id as subject, 'the register counts ' || coalesce(e.lists, 0) || ' lists, there are ' || coalesce(l.lists, 0) as detail
      from listed l full join jobseekers.exposures e using (jobseeker_id)
      where (coalesce(l.lists, 0), coalesce(l.first_places, 0)) is distinct from (coalesce(e.lists, 0)::bigint, coalesce(e.first_places, 0)::bigint)`,
  },
  {
    kind: 'difference',
    check: 'attempts',
    sql: `select m.id as subject, m.status || ' after ' || m.attempts || ' attempts, of which none succeeded' as detail from webhooks.messages m
      where m.status = 'delivered' and not exists (select from webhooks.attempts a where a.message_id = m.id and a.outcome = 'success')`,
  },
]

/** What the tables of the services say of each other: each event took effect at each consumer, once. */
export async function checkEffects(pool: Pool): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { kind, check, sql } of questions) {
    const { rows } = await pool.query<{ subject: string; detail: string }>(sql)
    findings.push(...rows.map(({ subject, detail }) => ({ kind, check, subject, detail })))
  }
  return findings
}
