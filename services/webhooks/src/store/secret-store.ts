import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, desc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { endpoints, type SecretRow, secrets } from './schema.ts'

export async function insertSecret(tx: Transaction, row: SecretRow): Promise<void> {
  await tx.insert(secrets).values(row)
}

/** What signs for these endpoints at this time: of each the secret in use, then those that have not expired, the newest first. */
export async function findSecrets(db: Db | Transaction, endpointIds: readonly string[], now: Date): Promise<SecretRow[]> {
  return await db
    .select()
    .from(secrets)
    .where(and(inArray(secrets.endpointId, [...endpointIds]), or(isNull(secrets.expiresAt), gt(secrets.expiresAt, now))))
    .orderBy(sql`${secrets.expiresAt} desc nulls first`, desc(secrets.createdAt))
}

/** Every secret that is still kept, also those that have expired. */
export async function findKeptSecrets(db: Db, endpointId: string): Promise<SecretRow[]> {
  return await db.select().from(secrets).where(eq(secrets.endpointId, endpointId))
}

/** Lets the secrets so far sign until then at most, and forgets those that had expired before. Returns when those that sign on will expire. */
export async function expireSecrets(tx: Transaction, endpointId: string, { now, until }: { now: Date; until: Date }): Promise<Date[]> {
  await tx.delete(secrets).where(and(eq(secrets.endpointId, endpointId), lte(secrets.expiresAt, now)))
  const rows = await tx
    .update(secrets)
    .set({ expiresAt: sql`least(coalesce(${secrets.expiresAt}, ${until}), ${until})` })
    .where(eq(secrets.endpointId, endpointId))
    .returning({ expiresAt: secrets.expiresAt })
  return rows.flatMap(({ expiresAt }) => (expiresAt && expiresAt > now ? [expiresAt] : [])).toSorted((a, b) => a.getTime() - b.getTime())
}

export async function forgetSecrets(tx: Transaction, endpointId: string): Promise<void> {
  await tx.delete(secrets).where(eq(secrets.endpointId, endpointId))
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
