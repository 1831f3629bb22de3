import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { holderOf } from '../domain/identity.ts'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import type { Reach } from '../domain/reach.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { reached } from './jobseeker-store.ts'
import { type LookupKind, lookupsOf } from './lookup-hash.ts'

/** Who in the tenant has the number of this identity? */
export async function findHolderId(
  executor: Executor,
  { tenantId, identity }: { tenantId: string; identity: PlainIdentity },
  keys: IdentityKeys,
): Promise<string | undefined> {
  const holder = holderOf(identity)
  if (!holder) return undefined
  const [id] = await findIds(
    executor,
    { kind: 'id_number', number: holder.number, reach: { kind: 'region', tenantId, regionCode: null } },
    keys,
  )
  return id
}

/** The people within reach who are found by this number, under whichever key, oldest first. It opens nobody. */
export async function findIds(
  executor: Executor,
  { kind, number, reach }: { kind: LookupKind; number: string; reach: Reach },
  keys: IdentityKeys,
): Promise<string[]> {
  const { rows } = await executor.execute<{ id: string }>(
    sql`select distinct jobseekers.jobseekers.id
      from jsonb_to_recordset(${JSON.stringify(lookupsOf(kind, number, keys))}::jsonb) as x ("hashKeyId" text, hash text)
      join vault.lookups l on l.hash = decode(x.hash, 'hex') and l.kind = ${kind} and l.hash_key_id = x."hashKeyId"
      join jobseekers.jobseekers on jobseekers.jobseekers.id = l.jobseeker_id and jobseekers.jobseekers.tenant_id = l.tenant_id
      where ${reached(reach)}
      order by 1`,
  )
  return rows.map(({ id }) => id)
}
