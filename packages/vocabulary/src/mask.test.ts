import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskCertificate, maskCitizenId, maskName, maskPhone } from './mask.ts'

const tail = fc
  .tuple(
    fc.stringMatching(/^\d{11}[\dX]$/),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom('', 'B', 'B1', 'B12'),
  )
  .map((parts) => parts.join(''))

describe('masks', () => {
  it('are equal for certificates that differ in birth date, sex, type, grade or re-issue', () => {
    fc.assert(
      fc.property(tail, tail, (one, other) => {
        expect(maskCertificate(`330106${one}`)).toBe(maskCertificate(`330106${other}`))
        expect(maskCitizenId(`330106${one.slice(0, 12)}`)).toBe(maskCitizenId(`330106${other.slice(0, 12)}`))
      }),
    )
  })

  it('are equal for 100,000 pairs of numbers that differ in birth date, type and grade alone', () => {
    const digits = fc.tuple(fc.integer({ min: 1900, max: 2026 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    const kind = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 4 }))
    const number = (region: string, [year, month, day]: number[], sequence: string, typeAndGrade: number[]) =>
      `${region}${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}${sequence}${typeAndGrade.join('')}`
    let compared = 0
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{6}$/),
        fc.stringMatching(/^\d{3}[\dX]$/),
        digits,
        digits,
        kind,
        kind,
        (region, sequence, a, b, c, d) => {
          const [one, other] = [number(region, a, sequence, c), number(region, b, sequence, d)]
          compared += 1
          return maskCertificate(one) === maskCertificate(other) && maskCitizenId(one.slice(0, 18)) === maskCitizenId(other.slice(0, 18))
        },
      ),
      { numRuns: 100_000 },
    )
    expect(compared).toBe(100_000)
  })

  it('show the region and nothing else', () => {
    expect(maskCertificate('99010619900315101X11B1')).toBe('990106**************')
    expect(maskCitizenId('99010619900315101X')).toBe('990106************')
  })

  it('keep the first character of a name and hide its length', () => {
    expect([maskName('王小明'), maskName('王五'), maskName('𬭎某')]).toEqual(['王**', '王**', '𬭎**'])
  })

  it('keep three and two digits of a phone number', () => {
    expect([maskPhone('138 1234 5678'), maskPhone('+86-13812345678'), maskPhone('12345')]).toEqual(['138******78', '138******78', '******'])
  })
})
