import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { Assessment } from '../domain/assessment.ts'
import type { CaseOwner, Confirmation, FileRow, Sealed } from '../domain/file-ledger.ts'
import type { Jobseeker } from '../domain/jobseeker.ts'
import type { Measure } from '../domain/plan.ts'
import type { Status } from '../domain/status.ts'

/** Whose file it is, and which key writes in it. */
export interface Writer {
  jobseekerId: string
  tenantId: string
  byKeyId: string
}

export async function insertAssessment(
  tx: Transaction,
  one: Assessment & Sealed,
  { jobseekerId, tenantId, byKeyId }: Writer,
): Promise<void> {
  await tx.execute(sql`
    insert into jobseekers.assessments (id, jobseeker_id, tenant_id, instrument_code, instrument_version, assessor_kind, assessor_organisation,
      assessed_at, valid_until, items, sealed, recorded_at, by_key_id)
    values (${one.id}, ${jobseekerId}, ${tenantId}, ${one.instrument.code}, ${one.instrument.version}, ${one.assessor.kind},
      ${one.assessor.organisation}, ${one.at.toISOString()}, ${one.validUntil.toISOString()}, ${JSON.stringify(one.items)}, ${one.sealed},
      ${one.recordedAt.toISOString()}, ${byKeyId})`)
}

export async function insertStatus(tx: Transaction, one: Status & Sealed, { jobseekerId, tenantId, byKeyId }: Writer): Promise<void> {
  await tx.execute(sql`
    insert into jobseekers.statuses (id, jobseeker_id, tenant_id, code, source, since_on, until_on, sealed, recorded_at, by_key_id)
    values (${one.id}, ${jobseekerId}, ${tenantId}, ${one.code}, ${one.source}, ${one.since}, ${one.until}, ${one.sealed},
      ${one.recordedAt.toISOString()}, ${byKeyId})`)
}

export async function endStatus(tx: Transaction, { id, until }: { id: string; until: string }): Promise<void> {
  await tx.execute(sql`update jobseekers.statuses set until_on = ${until} where id = ${id}`)
}

/** Those of before end, and these begin. */
export async function replaceOwners(
  tx: Transaction,
  { ending, beginning, now }: { ending: readonly string[]; beginning: readonly (CaseOwner & Sealed)[]; now: Date },
  { jobseekerId, tenantId, byKeyId }: Writer,
): Promise<void> {
  await tx.execute(sql`
    update jobseekers.case_owners set ended_at = ${now.toISOString()}
    where jobseeker_id = ${jobseekerId} and id in (select jsonb_array_elements_text(${JSON.stringify(ending)}::jsonb)::uuid)`)
  for (const { id, side, organisation, sealed, from, recordedAt } of beginning) {
    await tx.execute(sql`
      insert into jobseekers.case_owners (id, jobseeker_id, tenant_id, side, organisation, sealed, from_on, recorded_at, by_key_id)
      values (${id}, ${jobseekerId}, ${tenantId}, ${side}, ${organisation}, ${sealed}, ${from}, ${recordedAt.toISOString()}, ${byKeyId})`)
  }
}

export async function insertMeasure(tx: Transaction, one: Measure & Sealed, { jobseekerId, tenantId, byKeyId }: Writer): Promise<void> {
  await tx.execute(sql`
    insert into jobseekers.measures (id, jobseeker_id, tenant_id, kind, agreed_on, due_on, done_on, outcome, sealed, recorded_at, changed_at, by_key_id)
    values (${one.id}, ${jobseekerId}, ${tenantId}, ${one.kind}, ${one.agreedOn}, ${one.dueOn}, ${one.doneOn}, ${one.outcome}, ${one.sealed},
      ${one.recordedAt.toISOString()}, ${one.changedAt.toISOString()}, ${byKeyId})`)
}

export async function updateMeasure(tx: Transaction, { id, dueOn, doneOn, outcome, changedAt }: Measure): Promise<void> {
  await tx.execute(sql`
    update jobseekers.measures set due_on = ${dueOn}, done_on = ${doneOn}, outcome = ${outcome}, changed_at = ${changedAt.toISOString()}
    where id = ${id}`)
}

export async function insertConfirmation(tx: Transaction, one: Confirmation, { jobseekerId, tenantId, byKeyId }: Writer): Promise<void> {
  await tx.execute(sql`
    insert into jobseekers.confirmations (id, jobseeker_id, tenant_id, confirmed_at, channel, changed, recorded_at, by_key_id)
    values (${one.id}, ${jobseekerId}, ${tenantId}, ${one.at.toISOString()}, ${one.channel}, ${one.changed}, ${one.recordedAt.toISOString()},
      ${byKeyId})`)
}

/** Saves what the file says of a person whose row is locked. */
export async function saveFiled(tx: Transaction, { id, tenantId, profile, assessed, version, updatedAt }: Jobseeker): Promise<void> {
  await tx.execute(sql`
    update jobseekers.jobseekers set profile = ${JSON.stringify(profile)}::jsonb, assessed = ${JSON.stringify(assessed)}::jsonb,
      version = ${version}, updated_at = ${updatedAt.toISOString()}
    where id = ${id} and tenant_id = ${tenantId}`)
}

/** `touchedAt` is null when only time has passed. */
export async function saveFileRow(
  tx: Transaction,
  row: FileRow,
  { jobseekerId, touchedAt }: { jobseekerId: string; touchedAt: Date | null },
): Promise<void> {
  await tx.execute(sql`
    update jobseekers.files set
      status_codes = array(select jsonb_array_elements_text(${JSON.stringify(row.statusCodes)}::jsonb)),
      owner_sides = array(select jsonb_array_elements_text(${JSON.stringify(row.ownerSides)}::jsonb)),
      assessed_until = ${row.assessedUntil?.toISOString() ?? null}, confirmed_on = ${row.confirmedOn}, measures = ${row.measures},
      employment = ${row.employment}, next_change_at = ${row.nextChangeAt?.toISOString() ?? null},
      updated_at = greatest(updated_at, ${touchedAt?.toISOString() ?? null}::timestamptz)
    where jobseeker_id = ${jobseekerId}`)
}

/** People of whom time alone has changed what is said, longest ago first. */
export async function findOvertaken(tx: Transaction, now: Date, limit: number): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select jobseeker_id as id from jobseekers.files where next_change_at <= ${now.toISOString()} order by next_change_at limit ${limit}`)
  return rows.map(({ id }) => id)
}
