import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCitizenId } from './citizen-id.ts'

const today = '2026-11-22'
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const inTests = { allowTestRegion: true, today }

const testNumber = fc
  .record({
    date: fc.date({ min: new Date('1930-01-01'), max: new Date('2010-12-31'), noInvalidDate: true }),
    sequence: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ date, sequence }) => complete(`990106${date.toISOString().slice(0, 10).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`))

describe('checkCitizenId', () => {
  it('reads region, birth date and sex', () => {
    const checked = checkCitizenId(' 99010619900315101x ', inTests)

    expect(checked).toEqual({ ok: true, value: '99010619900315101X', regionCode: '990106', birthDate: '1990-03-15', sex: 'male' })
  })

  it('accepts every number with a right check character and refuses it with one character changed', () => {
    fc.assert(
      fc.property(testNumber, fc.nat(17), fc.constantFrom(...'0123456789X'.split('')), (number, at, character) => {
        expect(checkCitizenId(number, inTests).ok).toBe(true)
        fc.pre(number.charAt(at) !== character)
        expect(checkCitizenId(number.slice(0, at) + character + number.slice(at + 1), inTests).ok).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['990106199001011233', 'check'],
    ['990106199002301231', 'date'],
    [complete('99010620261123001'), 'date'],
    [complete('98010619900315101'), 'region'],
    ['9901061990031510', 'length'],
    ['99010619900315X010', 'alphabet'],
  ])('refuses %s: %s', (number, reason) => {
    expect(checkCitizenId(number, inTests)).toEqual({ ok: false, reason })
  })

  it('refuses the test region unless it is allowed', () => {
    expect(checkCitizenId('99010619900315101X', { today })).toEqual({ ok: false, reason: 'region' })
  })

  it('accepts a district that has been abolished since', () => {
    const bornIn下城 = complete('33010318991230900')

    expect(checkCitizenId(bornIn下城, { today })).toMatchObject({ ok: true, regionCode: '330103' })
  })
})

function complete(body: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body.charAt(at)), 0)
  return body + '10X98765432'.charAt(sum % 11)
}
