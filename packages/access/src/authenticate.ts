import type { Principal } from '@zhihe/contracts/access'
import type { Db } from '@zhihe/postgres/pool'
import { findHolder, type Holder, isOver } from './key-holder.ts'
import { createUseNotes } from './last-use.ts'
import { createSsoAuthenticator } from './sso.ts'
import type { SsoSettings } from './sso-settings.ts'
import { hashToken, isToken } from './token.ts'

export interface AuthenticatorOptions {
  db: Db
  now: () => Date
  /** Whose signed tokens open beside our keys; nobody's when not given. */
  sso?: SsoSettings | undefined
  /** How long a key that was found is trusted without asking again; also the longest a revoked key still opens. */
  cacheMs?: number
}

const cacheLimit = 10_000

/** A function that tells who holds a token, or null. Rejects only when the database, or the issuer's keys, cannot be asked. */
export function createAuthenticator({ db, now, sso, cacheMs = 5_000 }: AuthenticatorOptions): (token: string) => Promise<Principal | null> {
  const known = new Map<string, Holder & { until: number }>()
  const noteUse = createUseNotes(db)
  const holderOfSigned = sso && createSsoAuthenticator({ db, now, settings: sso })

  return async (token) => {
    const time = now()
    const isKey = isToken(token)
    if (!isKey && !holderOfSigned) return null
    const hash = hashToken(token)
    const key = hash.toString('base64')
    const cached = known.get(key)
    if (cached && cached.until > time.getTime()) return isOver(cached.opensUntil, time) ? null : used(cached)
    known.delete(key)
    const holder = isKey ? await findHolder(db, hash, time) : await holderOfSigned!(token)
    if (holder === null) return null
    if (known.size >= cacheLimit) known.clear()
    known.set(key, { ...holder, until: time.getTime() + cacheMs })
    return used(holder)

    function used({ principal }: Holder): Principal {
      if (isKey) noteUse(principal.keyId, time)
      return principal
    }
  }
}
