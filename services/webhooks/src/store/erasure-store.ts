import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, inArray, isNull, or, sql } from 'drizzle-orm'
import { type EndpointRow, endpoints, erasures } from './schema.ts'

// Any fixed number will do. Who places messages holds it shared, who erases a person holds it alone: one of the two sees what the other did.
const lockKey = 7_311_966_205

/** Nobody is erased until the transaction ends. */
export async function holdErasures(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockKey}::bigint)`)
}

/** Nobody places a message about a person until the transaction ends. */
export async function lockErasures(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockKey}::bigint)`)
}

export interface Erased {
  people: ReadonlySet<string>
  candidateRefs: ReadonlySet<string>
}

/** Who of these is erased. Hold the erasures first. */
export async function findErased(tx: Transaction, people: readonly string[], candidateRefs: readonly string[]): Promise<Erased> {
  if (people.length === 0 && candidateRefs.length === 0) return { people: new Set(), candidateRefs: new Set() }
  const { rows } = await tx.execute<{ id: string; refs: string[] }>(sql`
    select jobseeker_id as id, candidate_refs as refs from webhooks.erasures
    where jobseeker_id = any(${sql.param(people)}::uuid[]) or candidate_refs && ${sql.param(candidateRefs)}::text[]`)
  return { people: new Set(rows.map(({ id }) => id)), candidateRefs: new Set(rows.flatMap(({ refs }) => refs)) }
}

export interface ToldEndpoint {
  endpointId: string
  candidateRef: string
  /** An attempt began: its receiver may know her. */
  wasTold: boolean
}

/** Under which names the messages about a person speak of her, and to whom. */
export async function findTold(tx: Transaction, jobseekerId: string): Promise<ToldEndpoint[]> {
  const { rows } = await tx.execute<ToldEndpoint & Record<string, unknown>>(sql`
    select endpoint_id as "endpointId", body::jsonb #>> '{data,candidateRef}' as "candidateRef", bool_or(attempts > 0) as "wasTold"
    from webhooks.messages where jobseeker_id = ${jobseekerId}::uuid and body::jsonb #>> '{data,candidateRef}' is not null
    group by 1, 2`)
  return rows
}

/** These endpoints and all of these employers, whatever they listen to. They cannot be deleted or disabled before the transaction ends. */
export async function keepEndpoints(tx: Transaction, ids: readonly string[], employerIds: readonly string[]): Promise<EndpointRow[]> {
  return await tx
    .select()
    .from(endpoints)
    .where(and(or(inArray(endpoints.id, [...ids]), inArray(endpoints.employerId, [...employerIds])), isNull(endpoints.deletedAt)))
    .orderBy(endpoints.id)
    .for('share')
}

const redactedBody = sql`jsonb_build_object('type', m.type, 'redacted', true)::text`

/**
 * Nothing that tells of her goes out any more, and what was said loses its body. What takes back what was told still goes out, and loses its body then
 * (`redactSent`).
 */
export async function redactPerson(
  tx: Transaction,
  { jobseekerId, candidateRefs, now }: { jobseekerId: string; candidateRefs: readonly string[]; now: Date },
): Promise<void> {
  await tx.execute(sql`
    with about as materialized (
      select id from webhooks.messages where jobseeker_id = ${jobseekerId}::uuid
      union
      select id from webhooks.messages where body::jsonb #>> '{data,candidateRef}' = any(${sql.param(candidateRefs)}::text[])
        and type in ('match.proposed', 'match.updated', 'match.withdrawn', 'disclosure.granted', 'disclosure.revoked', 'candidate.erased')
    ), chosen as materialized (
      select m.id, m.type in ('match.withdrawn', 'disclosure.revoked', 'candidate.erased') and m.status in ('pending', 'held', 'missed') as is_owed
      from webhooks.messages m join about using (id) order by m.id for update of m
    ), owed as (
      update webhooks.messages m set redact_when_sent = true, jobseeker_id = null, trace = null from chosen c where c.id = m.id and c.is_owed
    ), redacted as (
      update webhooks.messages m set
        status = case when m.status in ('pending', 'held', 'missed') then 'cancelled' else m.status end,
        next_attempt_at = null, claimed_by = null, claimed_until = null, jobseeker_id = null, grant_id = null, body = ${redactedBody}, redacted_at = ${now},
        trace = null
      from chosen c where c.id = m.id and not c.is_owed
    )
    update webhooks.attempts t set response_snippet = null
    from chosen c where c.id = t.message_id and not c.is_owed and t.response_snippet is not null`)
}

export async function insertErasure(
  tx: Transaction,
  erasure: { jobseekerId: string; tenantId: string; candidateRefs: string[]; erasedAt: Date },
): Promise<void> {
  await tx.insert(erasures).values(erasure).onConflictDoNothing()
}

/**
 * Takes the bodies of what has been sent, and what a receiver answered to an attempt that ended after its message was redacted. Returns how many
 * messages lost their body.
 */
export async function redactSent(db: Db, now: Date): Promise<number> {
  const { rows } = await db.execute<{ id: string }>(sql`
    update webhooks.messages m set body = ${redactedBody}, redacted_at = ${now}
    where m.redact_when_sent and m.redacted_at is null and m.status in ('delivered', 'failed', 'cancelled') returning m.id`)
  await db.execute(sql`
    update webhooks.attempts t set response_snippet = null from webhooks.messages m
    where m.redacted_at > ${new Date(now.getTime() - 120_000)} and t.message_id = m.id and t.response_snippet is not null`)
  return rows.length
}
