import { describe, expect, it } from 'vitest'
import { ageAt, retirementMonth } from './working-age.ts'

describe('retirementMonth', () => {
  // The rows of the annex to the decision of 2024-09-13.
  it.each([
    ['male', '1964-12', '2024-12'],
    ['male', '1965-01', '2025-02'],
    ['male', '1965-04', '2025-05'],
    ['male', '1965-05', '2025-07'],
    ['male', '1976-08', '2039-07'],
    ['male', '1976-09', '2039-09'],
    ['male', '1990-01', '2053-01'],
    ['female', '1969-12', '2024-12'],
    ['female', '1970-01', '2025-02'],
    ['female', '1970-05', '2025-07'],
    ['female', '1981-09', '2039-09'],
    ['female', '1990-01', '2048-01'],
  ] as const)('delays %s born %s to %s', (sex, birthMonth, month) => {
    expect(retirementMonth(sex, birthMonth)).toBe(month)
  })
})

describe('ageAt', () => {
  it.each([
    ['2010-11', '2026-11-01', 16],
    ['2010-12', '2026-11-30', 15],
    ['1990-01', '2026-11-22T08:00:00+08:00', 36],
  ])('counts whole years from %s to %s: %i', (birthMonth, at, age) => {
    expect(ageAt(birthMonth, at)).toBe(age)
  })
})
