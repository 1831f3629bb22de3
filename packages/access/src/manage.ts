import type { Role } from '@zhihe/contracts/access'
import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { CreatedKey, NewKey } from './keys.ts'
import { hashToken, newToken } from './token.ts'

/** A key as it may be shown: nothing of its token. */
export interface KeyRecord {
  id: string
  tenantId: string
  tenantName: string
  role: Role
  regionCode: string | null
  employerId: string | null
  label: string
  createdAt: Date
  /** null: of those made at the command line, never. */
  expiresAt: Date | null
  revokedAt: Date | null
  rotatedAt: Date | null
  /** Until when the token before the last rotation opens. */
  previousExpiresAt: Date | null
  /** To the minute. */
  lastUsedAt: Date | null
}

type Times = 'createdAt' | 'expiresAt' | 'revokedAt' | 'rotatedAt' | 'previousExpiresAt' | 'lastUsedAt'
type KeyRow = Omit<KeyRecord, Times> & Record<Times, number | null> & Record<string, unknown>

/**
 * Makes a key through `access.create_key`, which the owner and the register may call. Rejects with PostgreSQL's foreign key violation when there is no
 * such tenant, and with its check violation when role, bounds or expiry (two years at most) do not fit.
 */
export async function issueKey(db: Executor, key: NewKey & { expiresAt: Date }, now: Date): Promise<CreatedKey> {
  const id = uuidv7()
  const token = newToken()
  const { tenantId, role, regionCode = null, employerId = null, label, expiresAt } = key
  await db.execute(sql`select access.create_key(${id}::uuid, ${tenantId}::uuid, ${hashToken(token)}::bytea, ${role}::text, ${regionCode}::text,
    ${employerId}::uuid, ${label}::text, ${now.toISOString()}::timestamptz, ${expiresAt.toISOString()}::timestamptz)`)
  return { id, token }
}

/** Gives a key a new token; the old one opens for `overlapSeconds` (at most seven days) more. null when there is no such key that opens. */
export async function rotateKey(
  db: Executor,
  { id, overlapSeconds }: { id: string; overlapSeconds: number },
  now: Date,
): Promise<CreatedKey | null> {
  const token = newToken()
  const { rows } = await db.execute<{ ok: boolean }>(
    sql`select access.rotate_key(${id}::uuid, ${hashToken(token)}::bytea, ${now.toISOString()}::timestamptz, ${overlapSeconds}::integer) as ok`,
  )
  return rows[0]?.ok === true ? { id, token } : null
}

/** From now on the key opens nothing, nor does what it was rotated from (within the cache time of `createAuthenticator`). False when there is none. */
export async function endKey(db: Executor, id: string, now: Date): Promise<boolean> {
  const { rows } = await db.execute<{ ok: boolean }>(sql`select access.revoke_key(${id}::uuid, ${now.toISOString()}::timestamptz) as ok`)
  return rows[0]?.ok === true
}

export interface KeysWanted {
  tenantId?: string | undefined
  role?: Role | undefined
  /** Only keys that still open and stop before this time. */
  expiringBefore?: Date | undefined
  afterId?: string | undefined
  limit: number
}

/** Keys in the order in which they were made. */
export async function readKeys(db: Executor, { tenantId, role, expiringBefore, afterId, limit }: KeysWanted): Promise<KeyRecord[]> {
  const conditions = [
    tenantId && sql`tenant_id = ${tenantId}::uuid`,
    role && sql`role = ${role}`,
    expiringBefore && sql`revoked_at is null and expires_at < ${expiringBefore.toISOString()}::timestamptz`,
    afterId && sql`id > ${afterId}::uuid`,
  ].filter((one) => one !== undefined && one !== '')
  return await recordsWhere(db, sql`${sql.join([sql`true`, ...conditions], sql` and `)} order by id limit ${limit}`)
}

export async function readKey(db: Executor, id: string): Promise<KeyRecord | undefined> {
  return (await recordsWhere(db, sql`id = ${id}::uuid`))[0]
}

async function recordsWhere(db: Executor, rest: SQL): Promise<KeyRecord[]> {
  // Milliseconds: as text, times are what the session's time zone makes of them.
  const time = (column: string) => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`
  const { rows } = await db.execute<KeyRow>(sql`
    select id, tenant_id as "tenantId", tenant_name as "tenantName", role, region_code as "regionCode", employer_id as "employerId", label,
      ${time('created_at')} as "createdAt", ${time('expires_at')} as "expiresAt", ${time('revoked_at')} as "revokedAt",
      ${time('rotated_at')} as "rotatedAt", ${time('previous_expires_at')} as "previousExpiresAt", ${time('last_used_at')} as "lastUsedAt"
    from access.list_keys() where ${rest}`)
  const toDate = (value: number | null) => (value === null ? null : new Date(value))
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt ?? 0),
    expiresAt: toDate(row.expiresAt),
    revokedAt: toDate(row.revokedAt),
    rotatedAt: toDate(row.rotatedAt),
    previousExpiresAt: toDate(row.previousExpiresAt),
    lastUsedAt: toDate(row.lastUsedAt),
  }))
}
