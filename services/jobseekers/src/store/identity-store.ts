import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, eq } from 'drizzle-orm'
import { cardOf, holderOf, type PlainIdentity } from '../domain/identity.ts'
import type { Jobseeker } from '../domain/jobseeker.ts'
import { hashKeyId, hashNumber, type IdentityKeys, openIdentity, sealIdentity } from './identity-cipher.ts'
import { identities } from './schema.ts'

export interface IdentityOf {
  jobseeker: Jobseeker
  identity: PlainIdentity
}

/** Returns false when the tenant has this person already; a transaction that is just registering her is waited for. */
export async function insertIdentity(tx: Transaction, { jobseeker, identity }: IdentityOf, keys: IdentityKeys): Promise<boolean> {
  const owner = { jobseekerId: jobseeker.id, tenantId: jobseeker.tenantId }
  const number = holderOf(identity)?.number
  const card = cardOf(identity)
  const rows = await tx
    .insert(identities)
    .values({
      ...owner,
      ...sealIdentity(identity, owner, keys),
      hashKeyId: hashKeyId(keys),
      idNumberHash: number === undefined ? null : hashNumber(number, keys),
      certificateHash: card === null ? null : hashNumber(card, keys),
      createdAt: jobseeker.createdAt,
      updatedAt: jobseeker.updatedAt,
    })
    .onConflictDoNothing({ target: [identities.tenantId, identities.idNumberHash] })
    .returning({ id: identities.jobseekerId })
  return rows.length > 0
}

/** Who in the tenant has the number of this identity? */
export async function findHolderId(
  tx: Transaction,
  { tenantId, identity }: { tenantId: string; identity: PlainIdentity },
  keys: IdentityKeys,
): Promise<string | undefined> {
  const holder = holderOf(identity)
  if (!holder) return undefined
  const [row] = await tx
    .select({ id: identities.jobseekerId })
    .from(identities)
    .where(and(eq(identities.tenantId, tenantId), eq(identities.idNumberHash, hashNumber(holder.number, keys))))
  return row?.id
}

export async function readIdentity(db: Db | Transaction, { id, tenantId }: Jobseeker, keys: IdentityKeys): Promise<PlainIdentity> {
  const [row] = await db.select().from(identities).where(ownedBy(id, tenantId))
  if (!row) throw new Error(`jobseeker ${id} has no identity`)
  return openIdentity(row, { jobseekerId: id, tenantId }, keys)
}

/** Seals the identity again, under a fresh nonce. Name and telephone change, numbers do not. */
export async function replaceIdentity(tx: Transaction, { jobseeker, identity }: IdentityOf, keys: IdentityKeys): Promise<void> {
  const { id, tenantId, updatedAt } = jobseeker
  const sealed = sealIdentity(identity, { jobseekerId: id, tenantId }, keys)
  await tx
    .update(identities)
    .set({ ...sealed, updatedAt })
    .where(ownedBy(id, tenantId))
}

function ownedBy(jobseekerId: string, tenantId: string) {
  return and(eq(identities.jobseekerId, jobseekerId), eq(identities.tenantId, tenantId))
}
