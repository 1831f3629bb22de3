import { roleScopes } from '@zhihe/contracts/access'
import type { Db } from '@zhihe/postgres/pool'
import { isRegionCode } from '@zhihe/vocabulary/region'
import { eq } from 'drizzle-orm'
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Holder } from './key-holder.ts'
import { ssoSubjects, tenants } from './schema.ts'
import type { SsoSettings } from './sso-settings.ts'
import { subjectId } from './sso-subjects.ts'
import { isPlainToken } from './sso-token.ts'

interface SsoOptions {
  db: Db
  now: () => Date
  settings: SsoSettings
}

interface Place {
  tenantId: string
  regionCode: string | null
}

const leewaySeconds = 60
// A token that lives longer could not be taken back within a working day.
const oldestTokenSeconds = 12 * 3_600
const issuerAnswersWithinMs = 2_000
const askAgainAfterMs = 30_000
const keysAreFreshForMs = 600_000

const subject = z.string().min(1).max(255)
const claimedPlace = z.object({ zhihe_tenant: z.uuid(), zhihe_region: z.string().refine(isRegionCode) })

/**
 * A function that tells who holds a token that the issuer signed, or null: staff of a federation, never more. Signature, algorithm, issuer, audience
 * and times are pinned by the settings; nothing in a token says where its key is. Rejects only when the issuer or the database cannot be asked.
 */
export function createSsoAuthenticator({ db, now, settings }: SsoOptions): (token: string) => Promise<Holder | null> {
  const keyOf = keysOf(settings)

  return async (token) => {
    if (!isPlainToken(token)) return null
    const payload = await verified(token)
    const named = subject.safeParse(payload?.sub)
    if (!payload || !named.success) return null
    const keyId = subjectId(settings.issuer, named.data)
    const place = await placeOf(db, keyId, payload)
    if (place === null) return null
    return {
      principal: { keyId, ...place, role: 'federation', scopes: roleScopes.federation, employerId: null },
      opensUntil: new Date(((payload.exp ?? 0) + leewaySeconds) * 1_000),
    }
  }

  async function verified(token: string): Promise<JWTPayload | null> {
    const { issuer, audience, algorithms } = settings
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: leewaySeconds,
        maxTokenAge: oldestTokenSeconds,
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: now(),
      })
      return payload
    } catch (error) {
      if (error instanceof IssuerUnavailable) throw error
      return null
    }
  }
}

/** The issuer did not show its keys: nobody can tell now whether a token is good. */
class IssuerUnavailable extends Error {
  readonly code = 'ZHIHE_UNAVAILABLE'
}

function keysOf({ jwksUrl }: SsoSettings): JWTVerifyGetKey {
  const shown = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: issuerAnswersWithinMs,
    cooldownDuration: askAgainAfterMs,
    cacheMaxAge: keysAreFreshForMs,
  })
  return async (header, token) => {
    try {
      return await shown(header, token)
    } catch (cause) {
      if (isAboutToken(cause)) throw cause
      throw new IssuerUnavailable('asking the issuer for its keys', { cause })
    }
  }
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}

/** What we noted of her goes before what the issuer says, and a whole tenant is never for the issuer to give. */
async function placeOf(db: Db, id: string, payload: JWTPayload): Promise<Place | null> {
  const { tenantId, regionCode, disabledAt } = ssoSubjects
  const [noted] = await db.select({ tenantId, regionCode, disabledAt }).from(ssoSubjects).where(eq(ssoSubjects.id, id))
  if (noted) return noted.disabledAt === null ? { tenantId: noted.tenantId, regionCode: noted.regionCode } : null
  const claimed = claimedPlace.safeParse(payload)
  if (!claimed.success) return null
  const { zhihe_tenant: tenant, zhihe_region: region } = claimed.data
  const [known] = await db.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenant))
  return known ? { tenantId: known.id, regionCode: region } : null
}
