import type { DisclosureRecord } from '@zhihe/contracts/disclosure'
import type { Profile } from '@zhihe/contracts/jobseeker'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { AssessedItem } from '../domain/assessment.ts'
import type { Grant } from '../domain/disclosure.ts'

/** One reading, before it is sent. */
export interface Reading {
  id: string
  grant: Grant
  keyId: string
  at: Date
}

/** Writes who is about to receive what, in the transaction that holds the grant. Of (recipient, at, jobseeker) there is an index, to count by. */
export async function recordReading(tx: Transaction, reading: Reading): Promise<void> {
  await tx.execute(sql`
    insert into jobseekers.disclosures (id, tenant_id, jobseeker_id, recipient, key_id, grant_id, receipt, candidate_ref, fields, text_version,
      text_sha256, at) ${valuesOf(reading)}`)
}

/** Notes that it was not sent after all. The reading stays as it is. */
export async function recordWithheld(db: Executor, reading: Reading, id: string): Promise<void> {
  await db.execute(sql`
    insert into jobseekers.disclosures (id, tenant_id, jobseeker_id, recipient, key_id, grant_id, receipt, candidate_ref, fields, text_version,
      text_sha256, at, withholds) ${valuesOf({ ...reading, id })}, ${reading.id}::uuid`)
}

/** What is not identity of somebody whose grant is held; undefined when she is gone. */
export async function readShareable(
  tx: Transaction,
  jobseekerId: string,
): Promise<{ profile: Profile; assessed: readonly AssessedItem[] } | undefined> {
  const { rows } = await tx.execute<{ profile: Profile; assessed: readonly AssessedItem[] }>(
    sql`select profile, assessed from jobseekers.jobseekers where id = ${jobseekerId}`,
  )
  return rows[0]
}

/** Who received what of a person, newest first, from below `beforeId`. */
export async function listReadings(
  db: Executor,
  { jobseekerId, beforeId, limit }: { jobseekerId: string; beforeId: string | null; limit: number },
): Promise<DisclosureRecord[]> {
  const { rows } = await db.execute<Omit<DisclosureRecord, 'at'> & { at: number } & Record<string, unknown>>(sql`
    select d.id, (extract(epoch from d.at) * 1000)::float8 as at, d.recipient, d.key_id as "keyId", d.receipt, d.fields,
      d.text_version as "textVersion", case when w.id is null then 'disclosed' else 'withheld' end as outcome
    from jobseekers.disclosures d left join jobseekers.disclosures w on w.withholds = d.id
    where d.jobseeker_id = ${jobseekerId} and d.withholds is null and (${beforeId}::uuid is null or d.id < ${beforeId}::uuid)
    order by d.id desc limit ${limit}`)
  return rows.map(({ at, ...record }) => ({ ...record, at: new Date(at).toISOString() }))
}

function valuesOf({ id, grant, keyId, at }: Reading) {
  const { id: grantId, tenantId, jobseekerId, recipient, receipt, candidateRef, fields, textVersion, textSha256 } = grant
  return sql`select ${id}::uuid, ${tenantId}::uuid, ${jobseekerId}::uuid, ${recipient}::uuid, ${keyId}::uuid, ${grantId}::uuid, ${receipt}::text,
    ${candidateRef}::text, array(select jsonb_array_elements_text(${JSON.stringify(fields)}::jsonb)), ${textVersion}::text, ${textSha256}::text,
    ${at.toISOString()}::timestamptz`
}
