import type { Db, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'
import { announceChange, asIds, asRows } from './schema.ts'

export interface Erasure {
  eventId: string
  jobseekerId: string
  tenantId: string
  version: number
  /** RFC 3339. */
  erasedAt: string
}

const peopleAtOnce = 200

/**
 * Puts a tombstone in the place of people, which no event can overtake, deletes every version of their facts, marks the lists they stand on, and has no
 * start rest on a file that may hold them. Everybody who tails the table hears of it.
 */
export async function eraseJobseekers(tx: Transaction, erasures: readonly Erasure[], consumer: string): Promise<void> {
  if (erasures.length === 0) return
  await tx.execute(sql`
    with told as (
      select * from jsonb_to_recordset(${asRows(erasures)})
        as x ("eventId" uuid, "jobseekerId" uuid, "tenantId" uuid, version integer, "erasedAt" timestamptz)
    ), heard as (
      insert into matching.inbox (consumer, event_id) select ${consumer}, "eventId" from told order by "eventId" on conflict do nothing
    ), buried as (
      insert into matching.jobseekers as j (id, tenant_id, version, facts, erased_at, forget_at)
      select distinct on ("jobseekerId") "jobseekerId", "tenantId", version, ${nothing(sql`"jobseekerId"`, sql`version`)}, "erasedAt", now()
      from told order by "jobseekerId", version desc
      on conflict (id) do update set region_code = null, version = greatest(j.version, excluded.version),
        facts = ${nothing(sql`j.id`, sql`greatest(j.version, excluded.version)`)}, erased_at = excluded.erased_at, forget_at = now(),
        xid = pg_current_xact_id(), changed_at = now()
      where j.erased_at is null
      returning id
    ), forgotten as (
      delete from matching.jobseeker_facts where id in (select id from buried)
    ), marked as (
      insert into matching.due (kind, entity_id)
      select distinct 'posting', e.posting_id from buried b
      join matching.matches m on m.jobseeker_id = b.id join matching.shortlist_entries e on e.match_id = m.id
    ), refused as (
      delete from matching.index_snapshots where exists (select from buried)
    )
    select ${announceChange} from buried limit 1`)
}

/**
 * One look for what is left of erased people, and away with it: lists they stand on are marked, their pairs and totals deleted, and what published events say of them.
 * A transaction that had read her before she was erased may still write of her, so the last look is a minute later. Returns how many were looked for.
 */
export async function forgetErased(db: Db): Promise<number> {
  return await db.transaction(async (tx) => {
    const due = await rowsOf<{ id: string }>(
      tx,
      sql`select id from matching.jobseekers where forget_at <= now() order by forget_at limit ${peopleAtOnce} for update skip locked`,
    )
    if (due.length === 0) return 0
    const ids = asIds(due.map(({ id }) => id))
    // What a human decided of her stands on lists; with a new xid, so that every process hears of it.
    await tx.execute(sql`
      with lists as materialized (select distinct posting_id from matching.matches where jobseeker_id = any(${ids}))
      update matching.shortlists s set xid = pg_current_xact_id(),
        suppressed = array(select id from unnest(s.suppressed) as id where id <> all(${ids})),
        pinned = array(select id from unnest(s.pinned) as id where id <> all(${ids}))
      from lists l where s.posting_id = l.posting_id and (s.suppressed && ${ids} or s.pinned && ${ids})`)
    await tx.execute(sql`
      with gone as (
        delete from matching.matches m where m.jobseeker_id = any(${ids})
          and not exists (select from matching.shortlist_entries e where e.match_id = m.id)
        returning jobseeker_id, id
      ), marks as (delete from matching.due where kind = 'jobseeker' and entity_id = any(${ids})
      ), totals as (delete from matching.exposures where jobseeker_id = any(${ids})
      ), sights as (delete from matching.people_seen where jobseeker_id = any(${ids})
      ), versions as (delete from matching.jobseeker_facts where id = any(${ids}))
      update matching.jobseekers j set forgotten_pairs = j.forgotten_pairs || array(select g.id from gone g where g.jobseeker_id = j.id)
      where j.id in (select jobseeker_id from gone)`)
    await tx.execute(sql`
      insert into matching.due (kind, entity_id)
      select distinct 'posting', e.posting_id from matching.matches m join matching.shortlist_entries e on e.match_id = m.id
      where m.jobseeker_id = any(${ids})
        and not exists (select from matching.due d where d.kind = 'posting' and d.entity_id = e.posting_id)`)
    await forgetWhatWasSaid(tx, ids)
    await tx.execute(sql`
      update matching.jobseekers set
        forget_at = case when changed_at < now() - interval '1 minute' then null
          when changed_at < now() - interval '10 seconds' then now() + interval '25 seconds' else now() + interval '1 second' end,
        forgotten_pairs = case when changed_at < now() - interval '1 minute' then '{}' else forgotten_pairs end
      where id = any(${ids}) and not exists (select from matching.matches m where m.jobseeker_id = jobseekers.id)`)
    return due.length
  })
}

/**
 * What published events say of them goes out of them. The events stay: what they say of others may not have arrived, and one that was received must have
 * been announced. One that says nothing any more has to arrive as well: published and received by nobody, it is a loss to whoever compares.
 */
async function forgetWhatWasSaid(tx: Transaction, ids: SQL): Promise<void> {
  await tx.execute(sql`
    with spoken as materialized (
      select id::text from unnest(${ids}) as id
      union select unnest(forgotten_pairs)::text from matching.jobseekers where id = any(${ids})
      union select id::text from matching.matches where jobseeker_id = any(${ids})
    ), told as materialized (
      select o.id, (
        select jsonb_object_agg(key, case jsonb_typeof(value) when 'array' then (
          select coalesce(jsonb_agg(item order by place), '[]') from jsonb_array_elements(value) with ordinality as entry (item, place)
          where not exists (select from jsonb_path_query(item, '$.*') as said join spoken on spoken.id = said #>> '{}')
        ) else value end) from jsonb_each(o.payload -> 'data')
      ) as rest
      from matching.outbox o
      where o.published_at is not null and o.type in ('shortlist.changed', 'exposure.changed')
        and exists (select from jsonb_path_query(o.payload, '$.data.*[*].*') as said join spoken on spoken.id = said #>> '{}')
    )
    update matching.outbox o set payload = jsonb_set(o.payload, '{data}', t.rest)
    from told t where o.id = t.id`)
}

/** Nothing is known of her any more, in the shape in which people are kept. */
function nothing(id: SQL, version: SQL): SQL {
  return sql`jsonb_build_object('id', ${id}, 'version', ${version})`
}
