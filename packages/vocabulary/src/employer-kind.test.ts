import { describe, expect, it } from 'vitest'
import { employerKindFromUscc } from './employer-kind.ts'

describe('employerKindFromUscc', () => {
  it.each([
    ['11990100MA0TETT2XG', 'party_government'],
    ['12990100MA0TETT2XD', 'public_institution'],
    ['51990100MA0TETT2XC', 'social_organisation'],
    ['52990100MA0TETT2X9', 'social_organisation'],
    ['53990100MA0TETT2X6', 'social_organisation'],
    ['81990100MA0TETT2X9', 'social_organisation'],
    ['92990106MA0TETT2XU', 'private'],
    ['93990127MA0TETT2X6', 'private'],
    ['91990106MA0TETT2XY', null],
    ['Y1990100MA0TETT2XJ', null],
  ])('reads %s as %s', (uscc, kind) => {
    expect(employerKindFromUscc(uscc)).toBe(kind)
  })
})
