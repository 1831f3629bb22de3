import type { DomainEvent } from '@zhihe/contracts/event'
import type { ErasureReason } from '@zhihe/contracts/rights'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import { within } from './jobseeker-store.ts'
import { jobseekers } from './schema.ts'

export type Recipients = Extract<DomainEvent, { type: 'jobseeker.erased' }>['data']['recipients']

export interface FoundPerson {
  tenantId: string
  version: number
}

/** A person within reach, whom nobody else changes until the transaction ends. */
export async function lockForErasure(tx: Transaction, id: string, reach: Reach): Promise<FoundPerson | undefined> {
  const { tenantId, version } = jobseekers
  const [row] = await tx.select({ tenantId, version }).from(jobseekers).where(within(id, reach)).for('update')
  return row
}

export interface NewErasure {
  jobseekerId: string
  reason: ErasureReason
  at: Date
  /** null: the house itself, by its retention. */
  keyId: string | null
}

/**
 * Destroys her data key, deletes whatever the register holds of her but what the law wants kept, and leaves a tombstone. Returns to whom something of
 * her was disclosed.
 */
export async function erasePerson(tx: Transaction, { jobseekerId, reason, at, keyId }: NewErasure): Promise<Recipients> {
  const { rows } = await tx.execute<{ recipients: Recipients | null }>(
    sql`select jobseekers.erase_person(${jobseekerId}::uuid, ${reason}::text, ${at.toISOString()}::timestamptz, ${keyId}::uuid) as recipients`,
  )
  const recipients = rows[0]?.recipients
  if (!recipients) throw new Error('a person went while she was locked')
  return recipients
}

export interface FoundErasure {
  reason: ErasureReason
  erasedAt: Date
}

/**
 * The tombstone, for whom it may be shown: an admin, whoever reaches every region of the tenant, and the key that erased her. Where she lived is not
 * known any more, so to a key of one region she is as if she had never been.
 */
export async function findErasure(
  db: Db | Transaction,
  id: string,
  { reach, keyId }: { reach: Reach; keyId: string },
): Promise<FoundErasure | undefined> {
  const { rows } = await db.execute<{ reason: ErasureReason; erasedAt: number }>(sql`
    select reason, (extract(epoch from erased_at) * 1000)::float8 as "erasedAt" from jobseekers.erasures
    where jobseeker_id = ${id}::uuid and (${shownTo(reach)} or by_key_id = ${keyId}::uuid)`)
  const [row] = rows
  return row && { reason: row.reason, erasedAt: new Date(row.erasedAt) }
}

function shownTo(reach: Reach): SQL {
  if (reach.kind === 'all') return sql`true`
  return reach.kind === 'region' && reach.regionCode === null ? sql`tenant_id = ${reach.tenantId}::uuid` : sql`false`
}
