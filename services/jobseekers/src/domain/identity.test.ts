import { describe, expect, it } from 'vitest'
import { cardOf, checkIdentity, holderOf } from './identity.ts'

const options = { now: new Date('2026-11-22T09:00:00Z'), allowTestRegion: true }
const given = { name: ' 王小明 ', phone: '19900001234' }
const check = (numbers: object, changes = {}) => checkIdentity({ ...given, ...numbers }, { ...options, ...changes })

describe('checkIdentity', () => {
  it('brings numbers and name into one spelling', () => {
    expect(check({ idNumber: '99010619900315101x', certificateNumber: '990106 19900315101X 13 b1' })).toEqual({
      ok: true,
      identity: {
        name: '王小明',
        idNumber: '99010619900315101X',
        certificateNumber: '99010619900315101X13B1',
        phone: '19900001234',
        guardian: null,
        cards: [],
      },
    })
  })

  it('takes the test region only where it is allowed', () => {
    expect(check({ idNumber: '99010619900315101X' }, { allowTestRegion: false })).toEqual({
      ok: false,
      refusals: [{ pointer: '/identity/idNumber', reason: 'bad_region' }],
    })
  })

  it('refuses a card of another person, a future birth and one of the century before last', () => {
    const reasonOf = (numbers: object, changes = {}) => {
      const checked = check(numbers, changes)
      return checked.ok ? 'ok' : checked.refusals.map(({ reason }) => reason).join()
    }

    expect(reasonOf({ idNumber: '99010619900315101X', certificateNumber: '99010619851102107321' })).toBe('contradicts_id_number')
    expect(reasonOf({ idNumber: '99010619900315101X' }, { now: new Date('1990-03-14T00:00:00Z') })).toBe('bad_date')
    expect(reasonOf({ idNumber: '330106189912309003' })).toBe('bad_date')
  })
})

describe('holderOf', () => {
  const nobody = { idNumber: null, certificateNumber: null }

  it('reads birth month and sex from either number, and nothing from none', () => {
    const woman = { number: '990106199003151044', birthMonth: '1990-03', sex: 'female' }

    expect(holderOf({ ...nobody, idNumber: '990106199003151044' })).toEqual(woman)
    expect(holderOf({ ...nobody, certificateNumber: '99010619900315104413B' })).toEqual(woman)
    expect(holderOf(nobody)).toBeNull()
  })

  it('knows one card under all its re-issues', () => {
    expect(cardOf('99010619900315104413B2')).toBe('99010619900315104413')
    expect(cardOf('99010619900315104413')).toBe('99010619900315104413')
  })
})
