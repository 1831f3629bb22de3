import { describe, expect, it } from 'vitest'
import { retirementRules } from './data/working-ages.ts'
import { retirementUnder } from './retirement.ts'
import { ageAt, minimumWorkingAge, minimumWorkingAgeSource, retirementMonth } from './working-age.ts'

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

describe('dated working ages', () => {
  it('counts the same in every region as long as no region has a row', () => {
    expect(retirementMonth('male', '1965-05', '330106')).toBe(retirementMonth('male', '1965-05'))
  })

  it('lets the row of a region, and of the time, go before the national one', () => {
    const rules = [
      ...retirementRules,
      { region: '3301', from: '2026-01', source: 'made up', male: { months: 61 * 12 }, female: { months: 56 * 12 } },
    ]

    expect(retirementUnder(rules, { sex: 'male', birthMonth: '1990-01', regionCode: '330106' })).toBe('2051-01')
    expect(retirementUnder(rules, { sex: 'male', birthMonth: '1990-01', regionCode: '330206' })).toBe('2053-01')
  })

  it('applies the old rule to whoever reached the age before the new one came into force', () => {
    expect([retirementMonth('male', '1950-03'), retirementMonth('female', '1960-07')]).toEqual(['2010-03', '2015-07'])
  })

  it('says its sources', () => {
    expect(minimumWorkingAge).toBe(16)
    expect(
      [minimumWorkingAgeSource, ...retirementRules.map(({ source }) => source)].every((source) => /劳动法|国发|决定/.test(source)),
    ).toBe(true)
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
