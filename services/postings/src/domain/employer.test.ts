import { describe, expect, it } from 'vitest'
import { type Employer, identifyEmployer, replaceEmployer } from './employer.ts'

describe('identifyEmployer', () => {
  it.each([
    ['11990100MA0TETT2XG', undefined, 'party_government'],
    ['92990106MA0TETT2XU', 'private', 'private'],
    ['91990106MA0TETT2XY', 'state_enterprise', 'state_enterprise'],
    [' 91990106ma0tett2xy ', 'platform', 'platform'],
    ['52990100MA0TETT2X9', 'auxiliary_workshop', 'auxiliary_workshop'],
    ['12990100MA0TETT2XD', 'federation', 'federation'],
  ] as const)('takes %s stated as %s for %s', (uscc, kind, expected) => {
    expect(identifyEmployer({ uscc, kind })).toMatchObject({ ok: true, kind: expected, uscc: uscc.trim().toUpperCase() })
  })

  it.each([
    ['91990106MA0TETT2X0', 'private', 'bad_uscc'],
    ['11990100MA0TETT2XG', 'private', 'kind_contradicts_uscc'],
    ['91990106MA0TETT2XY', undefined, 'kind_needed'],
  ] as const)('refuses %s stated as %s: %s', (uscc, kind, reason) => {
    expect(identifyEmployer({ uscc, kind })).toEqual({ ok: false, reason })
  })
})

describe('replaceEmployer', () => {
  const then = new Date('2026-01-01T00:00:00Z')
  const now = new Date('2026-11-20T04:00:00Z')
  const employer: Employer = {
    id: 'e',
    tenantId: 't',
    uscc: '91990106MA0TETT2XY',
    name: '甲',
    kind: 'private',
    regionCode: '330106',
    address: '文三路 1 号',
    verification: null,
    establishment: null,
    version: 1,
    createdAt: then,
    updatedAt: then,
  }

  const said = { uscc: employer.uscc, name: '甲', kind: 'private', regionCode: '330106', address: '文三路 1 号' } as const

  it('replaces every fact, so that a missing address is gone', () => {
    expect(replaceEmployer(employer, { ...said, address: undefined }, { now, byKeyId: 'k' })).toEqual({
      ...employer,
      address: null,
      version: 2,
      updatedAt: now,
    })
  })

  it('changes nothing when nothing is new', () => {
    expect(replaceEmployer(employer, said, { now, byKeyId: 'k' })).toBeNull()
  })

  it('lets evidence stand that is left out or sent again, and lapse when the code changes', () => {
    const given = { kind: 'registry_check', reference: '登记系统', checkedOn: '2026-11-18' } as const
    const verified = replaceEmployer(employer, { ...said, verification: given }, { now, byKeyId: 'k' })!

    const later = { now: new Date('2026-12-01T00:00:00Z'), byKeyId: 'other' }
    expect(verified).toMatchObject({ version: 2, verification: { ...given, recordedAt: now.toISOString(), recordedByKeyId: 'k' } })
    expect(replaceEmployer(verified, said, later)).toBeNull()
    expect(replaceEmployer(verified, { ...said, verification: given }, later)).toBeNull()
    expect(replaceEmployer(verified, { ...said, verification: { ...given, checkedOn: '2026-12-01' } }, later)).toMatchObject({
      version: 3,
      verification: { checkedOn: '2026-12-01', recordedByKeyId: 'other' },
    })
    expect(replaceEmployer(verified, { ...said, uscc: '91990106MA0T102360' }, later)).toMatchObject({ version: 3, verification: null })
  })
})
