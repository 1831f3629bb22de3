import type { Principal } from '@zhihe/contracts/access'
import { describe, expect, it } from 'vitest'
import { commonRegion, isInSight, maySeeJobseeker, nowhere, sightOfPosting } from './access.ts'

const caller = (fields: Partial<Principal>): Principal => ({
  keyId: 'key',
  tenantId: 'own',
  role: 'federation',
  scopes: [],
  regionCode: null,
  employerId: null,
  ...fields,
})
const posting = { tenantId: 'own', employerId: 'employer' }

describe('sight of a posting', () => {
  it('is pseudonymous for those who offer the work, and none for others of their kind', () => {
    const work = { audience: 'work', tenantId: null, regionCode: null }

    expect(sightOfPosting(caller({ role: 'organiser' }), posting)).toEqual(work)
    expect(sightOfPosting(caller({ role: 'enterprise', employerId: 'employer' }), posting)).toEqual(work)
    expect(sightOfPosting(caller({ role: 'enterprise', employerId: 'another' }), posting)).toBeNull()
    expect(sightOfPosting(caller({ role: 'enterprise', employerId: 'employer', tenantId: 'foreign' }), posting)).toBeNull()
    expect(sightOfPosting(caller({ role: 'organiser', tenantId: 'foreign' }), posting)).toBeNull()
  })

  it('reaches a federation’s own people in its region only', () => {
    const sight = sightOfPosting(caller({ regionCode: '330100' }), { ...posting, tenantId: 'foreign' })!

    expect(isInSight(sight, { tenantId: 'own', regionCode: '330106' })).toBe(true)
    expect(isInSight(sight, { tenantId: 'own', regionCode: '330203' })).toBe(false)
    expect(isInSight(sight, { tenantId: 'own', regionCode: null })).toBe(false)
    expect(isInSight(sight, { tenantId: 'foreign', regionCode: '330106' })).toBe(false)
  })
})

describe('a person', () => {
  it('is shown by her id to her federation and to an admin only', () => {
    const person = { tenantId: 'own', regionCode: '330106' }

    expect(maySeeJobseeker(caller({}), person)).toBe(true)
    expect(maySeeJobseeker(caller({ role: 'admin', tenantId: 'any' }), person)).toBe(true)
    expect(maySeeJobseeker(caller({ tenantId: 'foreign' }), person)).toBe(false)
    expect(maySeeJobseeker(caller({ role: 'organiser' }), person)).toBe(false)
    expect(maySeeJobseeker(caller({ role: 'enterprise', employerId: 'employer' }), person)).toBe(false)
  })
})

describe('two bounds', () => {
  it('leave the smaller region, or none', () => {
    expect(commonRegion('330106', '330100')).toBe('330106')
    expect(commonRegion('330000', '330100')).toBe('330100')
    expect(commonRegion(null, '330100')).toBe('330100')
    expect(commonRegion(null, null)).toBeNull()
    expect(commonRegion('330200', '330100')).toBe(nowhere)
  })
})
