import { describe, expect, it } from 'vitest'
import { refuseEvidence, withGaps } from './evidence.ts'

const now = new Date('2026-11-20T16:30:00Z')
const establishment = { posts: 10, filled: 8, reservedForDisabled: 2, hiredDisabled: 1, asOf: '2026-11-21' }

describe('refuseEvidence', () => {
  it('takes a day that has begun in China', () => {
    const verification = { kind: 'site_visit', reference: '记录', checkedOn: '2026-11-21' } as const

    expect(refuseEvidence({ kind: 'public_institution', verification, establishment }, now)).toEqual([])
    expect(refuseEvidence({ kind: 'private', verification: { ...verification, checkedOn: '2026-11-22' } }, now)).toEqual([
      'checked_in_future',
    ])
  })

  it.each(['state_enterprise', 'federation', 'private', 'other'] as const)('refuses the establishment of %s', (kind) => {
    expect(refuseEvidence({ kind, establishment }, now)).toEqual(['establishment_of_other_kind'])
  })

  it('does not complain of the kind while it is not known', () => {
    expect(refuseEvidence({ kind: null, establishment: { ...establishment, hiredDisabled: 9 } }, now)).toEqual(['hired_above_filled'])
  })
})

describe('withGaps', () => {
  it('tells the posts nobody holds, and those kept that are not yet held', () => {
    expect(withGaps(establishment)).toMatchObject({ gap: 2, reservedGap: 1 })
    expect(withGaps({ ...establishment, filled: 12, hiredDisabled: 5 })).toMatchObject({ gap: 0, reservedGap: 0 })
  })
})
