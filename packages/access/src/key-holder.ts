import { type Principal, roleScopes } from '@zhihe/contracts/access'
import type { Db } from '@zhihe/postgres/pool'
import { eq, or } from 'drizzle-orm'
import { apiKeys } from './schema.ts'

export interface Holder {
  principal: Principal
  /** From then on the token opens nothing; null: never of itself. */
  opensUntil: Date | null
}

const { id, tenantId, tokenHash, previousExpiresAt, role, regionCode, employerId, expiresAt, revokedAt } = apiKeys

/** Who holds the token of this hash at this time: the token of a key, or for a while the one that it was rotated from. */
export async function findHolder(db: Db, hash: Buffer, now: Date): Promise<Holder | null> {
  const [row] = await db
    .select({ id, tenantId, tokenHash, previousExpiresAt, role, regionCode, employerId, expiresAt, revokedAt })
    .from(apiKeys)
    .where(or(eq(apiKeys.tokenHash, hash), eq(apiKeys.previousTokenHash, hash)))
  if (!row || row.revokedAt !== null) return null
  const opensUntil = row.tokenHash.equals(hash) ? row.expiresAt : earlier(row.previousExpiresAt, row.expiresAt)
  if (isOver(opensUntil, now)) return null
  return {
    principal: {
      keyId: row.id,
      tenantId: row.tenantId,
      role: row.role,
      scopes: roleScopes[row.role],
      regionCode: row.regionCode,
      employerId: row.employerId,
    },
    opensUntil,
  }
}

export function isOver(opensUntil: Date | null, now: Date): boolean {
  return opensUntil !== null && opensUntil <= now
}

// A rotated token has an end always: without one it is over.
function earlier(overlapEnd: Date | null, keyEnd: Date | null): Date {
  const end = overlapEnd ?? new Date(0)
  return keyEnd !== null && keyEnd < end ? keyEnd : end
}
