import { describe, expect, it } from 'vitest'
import { keyStatus, planKey } from './key.ts'

const now = new Date('2026-11-22T09:00:00Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const asked = { tenantId: '019a0000-0000-7000-8000-000000000001', role: 'organiser', label: 'x' } as const

describe('a key that is asked for', () => {
  it('stops in a year unless it says when, within two years', () => {
    expect(planKey(asked, now)).toEqual({ ok: true, expiresAt: later(365) })
    expect(planKey({ ...asked, expiresAt: later(730).toISOString() }, now)).toEqual({ ok: true, expiresAt: later(730) })
  })

  it.each([
    [{ expiresAt: now.toISOString() }, '/expiresAt', 'in_the_past'],
    [{ expiresAt: new Date(later(730).getTime() + 1).toISOString() }, '/expiresAt', 'beyond_two_years'],
    [{ regionCode: '330100' }, '/regionCode', 'only_federation'],
    [{ employerId: asked.tenantId }, '/employerId', 'only_enterprise'],
  ])('is refused with %j', (changes, pointer, reason) => {
    expect(planKey({ ...asked, ...changes }, now)).toEqual({ ok: false, refusals: [{ pointer, reason }] })
  })

  it('may have the bound of its role', () => {
    expect(planKey({ ...asked, role: 'federation', regionCode: '330100' }, now).ok).toBe(true)
    expect(planKey({ ...asked, role: 'enterprise', employerId: asked.tenantId, regionCode: null }, now).ok).toBe(true)
  })
})

describe('the status of a key', () => {
  it.each([
    [{ expiresAt: null, revokedAt: null }, 'active'],
    [{ expiresAt: later(31), revokedAt: null }, 'active'],
    [{ expiresAt: later(30), revokedAt: null }, 'expiring'],
    [{ expiresAt: now, revokedAt: null }, 'expired'],
    [{ expiresAt: later(31), revokedAt: now }, 'revoked'],
  ] as const)('of %j is %s', (times, status) => {
    expect(keyStatus({ createdAt: now, ...times }, now)).toBe(status)
  })
})
