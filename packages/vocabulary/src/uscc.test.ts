import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkUscc } from './uscc.ts'

const publicBodies = `914403001922038216 91440300708461136T 9144030071526726XG 91330100799655058B 91330100716105852F 91110000802100433B
  91110108551385082Q 911101085636549482 91440300757617352R 913201911348723659 91330000733796106P 91310000132260250X 9144030010001686XA
  91440400192548256N 91440606722473344C 91440300192317458F 91350900587527783P 9131000010000595XD 91100000100003962T 911100001000044477
  91110000100010433L 12100000470095016Q 12100000400000624D 1210000042500615X0 12100000425006133D 91350100M000100Y43`.split(/\s+/)

const synthetic = `91990106MA0TETT2XY 92990106MA0TETT2XU 93990127MA0TETT2X6 11990100MA0TETT2XG 12990100MA0TETT2XD 51990100MA0TETT2XC
  52990100MA0TETT2X9 53990100MA0TETT2X6 N2990127MA0TETT2XU 81990100MA0TETT2X9 31990100MA0TETT2XE A1990100MA0TETT2X7 Y1990100MA0TETT2XJ
  91990106MA0T102360`.split(/\s+/)

const withWrongCheck = ['91340200713920435C', '91440300791705886F', '91440300192203821Y', '91110000722601458H']

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

describe('checkUscc', () => {
  it.each([...publicBodies, ...synthetic])('accepts %s', (code) => {
    expect(checkUscc(code)).toEqual({ ok: true, value: code })
  })

  it.each(withWrongCheck)('refuses %s, which is printed in public and fails a check character', (code) => {
    expect(checkUscc(code)).toMatchObject({ ok: false, reason: expect.stringMatching(/check$/) })
  })

  it('forgives width, case and outer spaces', () => {
    const typed = ' ９１990106ma0tett2xy '

    expect(checkUscc(typed)).toEqual({ ok: true, value: '91990106MA0TETT2XY' })
  })

  it.each([
    ['9199010', 'length'],
    ['91990106MA0TETT2IY', 'alphabet'],
    ['94990106MA0TETT2XY', 'registration'],
    ['B1990106MA0TETT2XY', 'registration'],
    ['91990106MA0TETT21Y', 'organisation_check'],
    ['91990106MA0TETT2XX', 'check'],
  ])('says why %s is refused: %s', (code, reason) => {
    expect(checkUscc(code)).toEqual({ ok: false, reason })
  })

  it('refuses every valid code with one character changed', () => {
    const change = fc.tuple(fc.constantFrom(...publicBodies, ...synthetic), fc.nat(17), fc.constantFrom(...alphabet.split('')))

    fc.assert(
      fc.property(change, ([code, at, character]) => {
        fc.pre(code.charAt(at) !== character)
        const changed = code.slice(0, at) + character + code.slice(at + 1)
        expect(checkUscc(changed).ok).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
