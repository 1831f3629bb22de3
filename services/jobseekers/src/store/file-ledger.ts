import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { Assessment } from '../domain/assessment.ts'
import type { CaseOwner, Confirmation, FileLedger, Sealed } from '../domain/file-ledger.ts'
import type { Measure } from '../domain/plan.ts'
import type { Status } from '../domain/status.ts'

// Times as milliseconds and bytes as hex, as JSON has neither.
type Kept<T> = { [Key in keyof T]: T[Key] extends Date ? number : T[Key] extends Date | null ? number | null : T[Key] } & {
  sealed: string | null
}

interface LedgerRow {
  assessments: Kept<Assessment>[]
  statuses: Kept<Status>[]
  owners: Kept<CaseOwner>[]
  measures: Kept<Measure>[]
  confirmations: Kept<Confirmation>[]
  changes: { version: number; kinds: string[]; at: number }[]
  disclosures: FileLedger['disclosures']
  certificateExpiresOn: string | null
  stated: string[]
  confirmationDueOn: string
}

const ms = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000)::bigint`)
const sealed = sql`'sealed', encode(x.sealed, 'hex')`

/** The whole ledger of a person's file, as of one moment; undefined when there is no such person. Who may see her is decided elsewhere. */
export async function readFileLedger(executor: Executor, jobseekerId: string): Promise<FileLedger | undefined> {
  const { rows } = await executor.execute<Record<string, unknown>>(sql`
    select ${listOf(assessments, 'assessments', 'seq')} as assessments, ${listOf(statuses, 'statuses', 'seq')} as statuses,
      ${listOf(owners, 'case_owners', 'recorded_at, x.id')} as owners, ${listOf(measures, 'measures', 'seq')} as measures,
      ${listOf(confirmations, 'confirmations', 'recorded_at, x.id')} as confirmations, ${listOf(changes, 'changes', 'version')} as changes,
      (select json_build_object('times', count(*), 'recipients', count(distinct d.recipient)) from jobseekers.disclosures d
        where d.jobseeker_id = f.jobseeker_id and d.withholds is null
          and not exists (select from jobseekers.disclosures w where w.withholds = d.id)) as disclosures,
      (select i.certificate_expires_on::text from vault.identities i where i.jobseeker_id = f.jobseeker_id) as "certificateExpiresOn",
      f.stated, f.confirmation_due_on::text as "confirmationDueOn"
    from jobseekers.files f where f.jobseeker_id = ${jobseekerId}`)
  const [row] = rows as unknown as LedgerRow[]
  return row && toLedger(row)
}

const assessments = sql`'id', x.id, 'instrument', json_build_object('code', x.instrument_code, 'version', x.instrument_version),
  'assessor', json_build_object('kind', x.assessor_kind, 'organisation', x.assessor_organisation), 'at', ${ms('x.assessed_at')},
  'validUntil', ${ms('x.valid_until')}, 'items', x.items, 'recordedAt', ${ms('x.recorded_at')}, ${sealed}`
const statuses = sql`'id', x.id, 'code', x.code, 'source', x.source, 'since', x.since_on, 'until', x.until_on, 'recordedAt', ${ms('x.recorded_at')},
  ${sealed}`
const owners = sql`'id', x.id, 'side', x.side, 'organisation', x.organisation, 'from', x.from_on, 'endedAt', ${ms('x.ended_at')},
  'recordedAt', ${ms('x.recorded_at')}, ${sealed}`
const measures = sql`'id', x.id, 'kind', x.kind, 'agreedOn', x.agreed_on, 'dueOn', x.due_on, 'doneOn', x.done_on, 'outcome', x.outcome,
  'recordedAt', ${ms('x.recorded_at')}, 'changedAt', ${ms('x.changed_at')}, ${sealed}`
const confirmations = sql`'id', x.id, 'at', ${ms('x.confirmed_at')}, 'channel', x.channel, 'changed', x.changed, 'recordedAt', ${ms('x.recorded_at')}`
const changes = sql`'version', x.version, 'kinds', x.kinds, 'at', ${ms('x.changed_at')}`

function listOf(fields: SQL, table: string, order: string): SQL {
  return sql`coalesce((select json_agg(json_build_object(${fields}) order by x.${sql.raw(order)})
    from jobseekers.${sql.raw(table)} x where x.jobseeker_id = f.jobseeker_id), '[]')`
}

function toLedger({ stated, confirmationDueOn, ...row }: LedgerRow): FileLedger {
  const at = (time: number) => new Date(time)
  return {
    ...row,
    assessments: row.assessments.map((one) => {
      return { ...one, ...bytesOf(one), at: at(one.at), validUntil: at(one.validUntil), recordedAt: at(one.recordedAt) }
    }),
    statuses: row.statuses.map((one) => ({ ...one, ...bytesOf(one), recordedAt: at(one.recordedAt) })),
    owners: row.owners.map((one) => {
      return { ...one, ...bytesOf(one), endedAt: one.endedAt === null ? null : at(one.endedAt), recordedAt: at(one.recordedAt) }
    }),
    measures: row.measures.map((one) => ({ ...one, ...bytesOf(one), recordedAt: at(one.recordedAt), changedAt: at(one.changedAt) })),
    confirmations: row.confirmations.map((one) => ({ ...one, at: at(one.at), recordedAt: at(one.recordedAt) })),
    changes: row.changes.map((one) => ({ ...one, at: at(one.at) })),
    facts: { stated, confirmationDueOn },
  }
}

function bytesOf({ sealed: hex }: { sealed: string | null }): Sealed {
  return { sealed: hex === null ? null : Buffer.from(hex, 'hex') }
}
