import type { JobseekerFacts } from '@zhihe/contracts/facts'
import { outboxChannel } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { schemaName } from './schema.ts'

/** A text that has just been published, in a transaction that holds `lockTexts`. */
export interface NewText {
  tenantId: string
  purpose: 'matching' | 'sensitive_data'
  sha256: string
  at: Date
}

export interface StalePage {
  ids: string[]
  /** The last person who was looked at; undefined: everybody was. */
  after: string | undefined
}

export const beforeAll = '00000000-0000-0000-0000-000000000000'
// A statement has five seconds, and such a page takes about a quarter of one.
const peoplePerPage = 2_000

/**
 * Gives a new version to the next people whose consent does not count under the new text, and locks them with it: a change that was decided before
 * fails on the version, and is decided again under the new text. Whether they are active does not matter, as they may become so.
 */
export async function overtakeStale(tx: Transaction, { tenantId, purpose, sha256, at }: NewText, after: string): Promise<StalePage> {
  const { rows } = await tx.execute<{ ids: string[]; seen: number; last: string | null }>(sql`
    with page as materialized (
      select id from jobseekers.jobseekers where tenant_id = ${tenantId} and id > ${after}::uuid order by id limit ${peoplePerPage}
    ), stale as materialized (
      select page.id from page left join lateral (
        select c.decision, c.text_sha256 from jobseekers.consents c
        where c.jobseeker_id = page.id and c.purpose = ${purpose} order by c.decided_at desc, c.seq desc limit 1
      ) decided on true
      where ${isStale(purpose, sha256)}
    ), overtaken as (
      update jobseekers.jobseekers j set version = j.version + 1, updated_at = ${at.toISOString()}::timestamptz
      from stale where j.id = stale.id returning j.id
    )
    select coalesce((select array_agg(id::text) from overtaken), '{}') as ids, (select count(*)::int from page) as seen,
      (select id::text from page order by id desc limit 1) as last`)
  const [row] = rows
  if (!row) throw new Error('people were not counted')
  return { ids: row.ids, after: row.seen < peoplePerPage || row.last === null ? undefined : row.last }
}

/**
 * Of these people, whoever was matched is not any more, and matching is told to forget them. They must be locked by an earlier statement: this one does
 * not see who became active while it waited. Returns how many it stopped.
 */
export async function stopMatching(
  tx: Transaction,
  ids: readonly string[],
  { tenantId, at, nothing }: NewText & { nothing: NothingKnown },
): Promise<number> {
  if (ids.length === 0) return 0
  const { rows } = await tx.execute<{ stopped: number }>(sql`
    with stopped as (
      delete from consent.given where jobseeker_id = any(${sql.param(ids)}::uuid[]) and purpose = 'matching' returning jobseeker_id
    ), named as materialized (
      select uuidv7() as event_id, j.id, j.version from stopped s join jobseekers.jobseekers j on j.id = s.jobseeker_id
    ), told as (
      insert into jobseekers.outbox (id, type, payload)
      select event_id, 'jobseeker.changed', jsonb_build_object('id', event_id, 'type', 'jobseeker.changed', 'occurredAt', ${at.toISOString()}::text,
        'data', jsonb_build_object('tenantId', ${tenantId}::text,
          'facts', ${JSON.stringify(nothing)}::jsonb || jsonb_build_object('id', id, 'version', version)))
      from named
    )
    select count(*)::int as stopped, pg_notify(${outboxChannel(schemaName)}, '') from stopped`)
  return rows[0]?.stopped ?? 0
}

/** What matching is told of somebody it may know nothing of. */
export type NothingKnown = Omit<JobseekerFacts, 'id' | 'version'>

/** Without any decision matching has no consent, and sensitive data have it until there is a text for them. */
function isStale(purpose: NewText['purpose'], sha256: string): SQL {
  const isOther = sql`decided.decision = 'granted' and decided.text_sha256 is distinct from ${sha256}`
  return purpose === 'matching' ? isOther : sql`(decided.decision is null or ${isOther})`
}
