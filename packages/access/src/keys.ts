import type { Role } from '@zhihe/contracts/access'
import type { Db } from '@zhihe/postgres/pool'
import { eq } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { apiKeys, tenants } from './schema.ts'
import { hashToken, newToken } from './token.ts'

export interface NewKey {
  tenantId: string
  role: Role
  /** What the key is for, in the words of whoever keeps it. */
  label: string
  /** Federation only: GB/T 2260 code of the top of its region. */
  regionCode?: string
  /** Enterprise only: the one employer it speaks for; without it, every employer of its tenant. */
  employerId?: string
  expiresAt?: Date
}

export interface CreatedKey {
  id: string
  token: string
}

/** Makes a tenant; returns its id. */
export async function createTenant(db: Db, name: string, now: Date): Promise<string> {
  const id = uuidv7()
  await db.insert(tenants).values({ id, name, createdAt: now })
  return id
}

/** Makes a key and returns its token, which cannot be read again. Rejects with PostgreSQL's check violation when the role and its bounds do not fit. */
export async function createKey(db: Db, key: NewKey, now: Date): Promise<CreatedKey> {
  const id = uuidv7()
  const token = newToken()
  await db.insert(apiKeys).values({
    id,
    tenantId: key.tenantId,
    tokenHash: hashToken(token),
    role: key.role,
    regionCode: key.regionCode ?? null,
    employerId: key.employerId ?? null,
    label: key.label,
    createdAt: now,
    expiresAt: key.expiresAt ?? null,
  })
  return { id, token }
}

/** From now on the key opens nothing (within the cache time of `createAuthenticator`). Returns false when there is no such key. */
export async function revokeKey(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db.update(apiKeys).set({ revokedAt: now }).where(eq(apiKeys.id, id)).returning({ id: apiKeys.id })
  return rows.length > 0
}

export async function listKeys(db: Db) {
  return await db
    .select({
      id: apiKeys.id,
      tenant: tenants.name,
      tenantId: apiKeys.tenantId,
      role: apiKeys.role,
      regionCode: apiKeys.regionCode,
      employerId: apiKeys.employerId,
      label: apiKeys.label,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
    })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .orderBy(apiKeys.id)
}
