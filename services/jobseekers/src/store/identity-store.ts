import type { Transaction } from '@zhihe/postgres/pool'
import { and, eq } from 'drizzle-orm'
import { holderOf, type PlainIdentity } from '../domain/identity.ts'
import { hashNumber, type IdentityKeys } from './identity-cipher.ts'
import { identities } from './schema.ts'

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
