import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, asc, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import { endpoints, type SecretRow, secrets } from './schema.ts'

export async function insertSecret(tx: Transaction, row: SecretRow): Promise<void> {
  await tx.insert(secrets).values(row)
}

/** What signs for an endpoint at this time: the secret in use, then those that have not expired, the newest first. */
export async function findSecrets(db: Db | Transaction, endpointId: string, now: Date): Promise<SecretRow[]> {
  const rows = await db
    .select()
    .from(secrets)
    .where(and(eq(secrets.endpointId, endpointId), or(isNull(secrets.expiresAt), gt(secrets.expiresAt, now))))
    .orderBy(asc(secrets.createdAt))
  return rows.reverse()
}

export async function forgetSecrets(tx: Transaction, endpointId: string): Promise<void> {
  await tx.delete(secrets).where(inArray(secrets.endpointId, [endpointId]))
}

/** Ids of the keys that the stored secrets in use need. */
export async function secretKeyIds(db: Db): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: secrets.keyId })
    .from(secrets)
    .innerJoin(endpoints, eq(endpoints.id, secrets.endpointId))
    .where(and(isNull(secrets.expiresAt), isNull(endpoints.deletedAt)))
  return rows.map(({ id }) => id)
}
