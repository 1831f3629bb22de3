import { describe, expect, it } from 'vitest'
import { accommodationLabel, isAccommodationCode, mitigation } from './accommodation.ts'
import { icfItems } from './icf.ts'

describe('mitigation', () => {
  it('takes the best of several accommodations and never their sum', () => {
    expect(mitigation(['HS-02'], 'd310')).toBe(3)
    expect(mitigation(['HS-01', 'HS-02', 'HS-08'], 'd310')).toBe(3)
  })

  it('is nothing without accommodations, or with one for another activity', () => {
    expect([mitigation([], 'd310'), mitigation(['2203'], 'd310')]).toEqual([0, 0])
  })

  it('lets job restructuring ease every activity by one', () => {
    expect(icfItems.filter(({ code }) => mitigation(['HS-08'], code) !== 1)).toEqual([])
  })
})

describe('accommodation codes', () => {
  it('are ISO classes without spaces or HS numbers', () => {
    expect(['2203', 'HS-17', '22 03', 'HS-18'].map(isAccommodationCode)).toEqual([true, true, false, false])
    expect(accommodationLabel('HS-10')).toEqual({ zh: '远程或居家工作', en: 'Remote or home working' })
  })
})
