import { type Principal, roleScopes } from '@zhihe/contracts/access'
import type { Db } from '@zhihe/postgres/pool'
import { eq } from 'drizzle-orm'
import { apiKeys } from './schema.ts'
import { hashToken, isToken } from './token.ts'

export interface AuthenticatorOptions {
  db: Db
  now: () => Date
  /** How long a key that was found is trusted without asking again; also the longest a revoked key still opens. */
  cacheMs?: number
}

const cacheLimit = 10_000

/** A function that tells who holds a token, or null. Rejects only when the database cannot be asked. */
export function createAuthenticator({ db, now, cacheMs = 5_000 }: AuthenticatorOptions): (token: string) => Promise<Principal | null> {
  const known = new Map<string, { principal: Principal; until: number; expiresAt: Date | null }>()

  return async (token) => {
    if (!isToken(token)) return null
    const hash = hashToken(token)
    const key = hash.toString('base64')
    const cached = known.get(key)
    const time = now()
    if (cached && cached.until > time.getTime()) return isOver(cached.expiresAt, time) ? null : cached.principal
    known.delete(key)
    const [row] = await db.select().from(apiKeys).where(eq(apiKeys.tokenHash, hash))
    if (!row || row.revokedAt !== null || isOver(row.expiresAt, time)) return null
    const principal: Principal = {
      keyId: row.id,
      tenantId: row.tenantId,
      role: row.role,
      scopes: roleScopes[row.role],
      regionCode: row.regionCode,
      employerId: row.employerId,
    }
    if (known.size >= cacheLimit) known.clear()
    known.set(key, { principal, until: time.getTime() + cacheMs, expiresAt: row.expiresAt })
    return principal
  }
}

function isOver(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now
}
