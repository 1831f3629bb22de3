import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { TextInForce } from '../domain/consent-text.ts'
import type { Jobseeker } from '../domain/jobseeker.ts'
import type { Reach } from '../domain/reach.ts'
import { type LedgerRow, ledgerColumn, textsColumn, toDecision } from './consent-ledger.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { reached } from './jobseeker-store.ts'
import { lookupsOf } from './lookup-hash.ts'
import { fromVault, type Opening, openingStatement, type SealedRow, sealedColumns, unseal } from './opening.ts'
import type { Person } from './person-store.ts'

export interface Holder {
  jobseekerId: string
  /** Within the reach that was asked with; of others nothing may be said. */
  isWithin: boolean
}

export interface WhoHolds {
  tenantId: string
  /** Citizen numbers, 18 characters. */
  numbers: readonly string[]
  reach: Reach
}

/** Who in the tenant has these numbers, by number, under whichever key. It opens nobody. */
export async function findHolders(db: Executor, { tenantId, numbers, reach }: WhoHolds, keys: IdentityKeys): Promise<Map<string, Holder>> {
  const hashes = numbers.flatMap((number, at) =>
    lookupsOf('id_number', number, keys).map(({ hashKeyId, hash }) => ({ at, hashKeyId, hash })),
  )
  const { rows } = await db.execute<{ at: number; jobseekerId: string; isWithin: boolean }>(sql`
    select distinct x.at, jobseekers.jobseekers.id as "jobseekerId", (${reached(reach) ?? sql`true`}) as "isWithin"
    from jsonb_to_recordset(${JSON.stringify(hashes)}::jsonb) as x (at integer, "hashKeyId" text, hash text)
    join vault.lookups l on l.tenant_id = ${tenantId} and l.kind = 'id_number' and l.hash_key_id = x."hashKeyId" and l.hash = decode(x.hash, 'hex')
    join jobseekers.jobseekers on jobseekers.jobseekers.id = l.jobseeker_id and jobseekers.jobseekers.tenant_id = l.tenant_id`)
  return new Map(rows.map(({ at, jobseekerId, isWithin }) => [numbers[at] ?? '', { jobseekerId, isWithin }]))
}

type PersonRow = SealedRow &
  Pick<Jobseeker, 'status' | 'profile' | 'assessed' | 'version'> & {
    createdAt: number
    updatedAt: number
    ledger: LedgerRow[]
    texts: TextInForce[]
  }

/**
 * `readPerson` for many at once, by id: whoever is within reach, opened under one entry of the audit, which names them all. At most 2,000, and of
 * one tenant.
 */
export async function readPeople(db: Executor, ids: readonly string[], { reach, keys, audit }: Opening): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const found = sql`select ${sealedColumns}, jobseekers.jobseekers.status, jobseekers.jobseekers.profile, jobseekers.jobseekers.assessed,
      jobseekers.jobseekers.version,
      (extract(epoch from jobseekers.jobseekers.created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from jobseekers.jobseekers.updated_at) * 1000)::float8 as "updatedAt", ${ledgerColumn} as ledger,
      ${textsColumn} as texts
    ${fromVault} where jobseekers.jobseekers.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)
      and ${reached(reach) ?? sql`true`}`
  const { rows } = await db.execute<Record<string, unknown>>(openingStatement(found, audit))
  const people = rows as unknown as PersonRow[]
  const identities = unseal(people, keys, audit)
  return new Map(
    people.flatMap((row, at) => {
      const { id, tenantId, status, profile, assessed, version } = row
      const times = { createdAt: new Date(row.createdAt), updatedAt: new Date(row.updatedAt) }
      const jobseeker = { id, tenantId, status, profile, assessed, version, ...times }
      const identity = identities[at]
      return identity ? [[id, { dossier: { jobseeker, ledger: row.ledger.map(toDecision), texts: row.texts }, identity }] as const] : []
    }),
  )
}
