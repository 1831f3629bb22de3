import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { reached } from './jobseeker-store.ts'
import { lookupsOf } from './lookup-hash.ts'

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
