import type { KeyView, NewKeyBody } from '@zhihe/contracts/key'

/** What is wrong with a key that is asked for, by field. */
export interface KeyRefusal {
  pointer: string
  reason: 'only_federation' | 'only_enterprise' | 'in_the_past' | 'beyond_two_years' | 'unknown_tenant'
}

interface KeyTimes {
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

const yearMs = 365 * 86_400_000
const soonMs = 30 * 86_400_000
const defaultLifeMs = yearMs
const longestLifeMs = 2 * yearMs

/** When a new key stops, or why there can be none like it. */
export function planKey(
  { role, regionCode, employerId, expiresAt }: NewKeyBody,
  now: Date,
): { ok: true; expiresAt: Date } | { ok: false; refusals: KeyRefusal[] } {
  const end = expiresAt === undefined ? new Date(now.getTime() + defaultLifeMs) : new Date(expiresAt)
  const refusals: KeyRefusal[] = []
  if (regionCode != null && role !== 'federation') refusals.push({ pointer: '/regionCode', reason: 'only_federation' })
  if (employerId != null && role !== 'enterprise') refusals.push({ pointer: '/employerId', reason: 'only_enterprise' })
  if (end <= now) refusals.push({ pointer: '/expiresAt', reason: 'in_the_past' })
  if (end.getTime() > now.getTime() + longestLifeMs) refusals.push({ pointer: '/expiresAt', reason: 'beyond_two_years' })
  return refusals.length === 0 ? { ok: true, expiresAt: end } : { ok: false, refusals }
}

export function keyStatus({ expiresAt, revokedAt }: KeyTimes, now: Date): KeyView['status'] {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'active'
  if (expiresAt <= now) return 'expired'
  return expiresAt.getTime() - now.getTime() <= soonMs ? 'expiring' : 'active'
}
