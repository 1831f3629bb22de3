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
