import { describe, expect, it } from 'vitest'
import { minimumWages } from './data/minimum-wages.ts'
import type { LintFacts } from './finding.ts'
import { lowPay, minimumWageAt } from './minimum-wage.ts'

const month = (maxYuan: number) => ({ minFen: null, maxFen: maxYuan * 100, unit: 'month', negotiable: false })
const inShanghai: LintFacts = { regionCode: '310104', asOf: '2026-06-01' }

describe('lowPay', () => {
  it('finds a month’s pay under the minimum of the place and day', () => {
    expect(lowPay({ ...inShanghai, pay: month(2600) })).toMatchObject([
      { ruleId: 'pay_under_minimum_wage', severity: 'warn', field: 'pay', law: { article: '第四十八条' } },
    ])
    expect(lowPay({ ...inShanghai, pay: month(2740) })).toEqual([])
    expect(lowPay({ ...inShanghai, asOf: '2024-06-01', pay: month(2700) })).toEqual([])
  })

  it('compares the upper end, because a range may begin with a probation', () => {
    expect(lowPay({ ...inShanghai, pay: { minFen: 200_000, maxFen: 400_000, unit: 'month', negotiable: false } })).toEqual([])
  })

  it.each([
    ['an unknown region', { ...inShanghai, regionCode: '990106', pay: month(1) }],
    ['no region', { asOf: '2026-06-01', pay: month(1) }],
    ['no day', { regionCode: '310104', pay: month(1) }],
    ['negotiable pay', { ...inShanghai, pay: { ...month(1), negotiable: true } }],
    ['a piece rate', { ...inShanghai, pay: { ...month(1), unit: 'piece' } }],
    ['part-time work by the month', { ...inShanghai, employmentForm: 'part_time', pay: month(1200) }],
  ] satisfies [string, LintFacts][])('says nothing about %s', (_, facts) => {
    expect(lowPay(facts)).toEqual([])
  })

  it.each([
    ['year', 24_000, '每月2740元，即每年至少32880元', 'at least 32880 yuan a year (2740 a month)'],
    ['day', 50, '每月2740元，即每天至少125元', 'at least 125 yuan a day (2740 a month)'],
  ])('says what it comes to by the %s', (unit, yuan, zh, en) => {
    const [low] = lowPay({ ...inShanghai, asOf: '2026-06-01', pay: { minFen: null, maxFen: yuan * 100, unit, negotiable: false } })

    expect(low?.zh).toContain(zh)
    expect(low?.en).toContain(en)
    expect(lowPay({ ...inShanghai, pay: { minFen: null, maxFen: 4_000_000, unit, negotiable: false } })).toEqual([])
    expect(lowPay({ ...inShanghai, employmentForm: 'part_time', pay: { minFen: null, maxFen: 5000, unit, negotiable: false } })).toEqual([])
  })

  it('knows the hour', () => {
    expect(lowPay({ ...inShanghai, pay: { minFen: 1500, maxFen: 1800, unit: 'hour', negotiable: false } })).toHaveLength(1)
  })
})

describe('minimumWageAt', () => {
  it('prefers the longer region and the later row', () => {
    expect(minimumWageAt('440305', '2025-04-01')).toMatchObject({ region: '4403', monthYuan: 2520 })
    expect(minimumWageAt('440305', '2025-02-28')).toMatchObject({ monthYuan: 2360 })
    expect(minimumWageAt('441402', '2025-04-01')).toMatchObject({ region: '44', tier: 'lowest' })
    expect(minimumWageAt('441900', '2025-04-01')).toMatchObject({ region: '4419', monthYuan: 2080, tier: 'second' })
    expect(minimumWageAt('330106', '2026-04-01')).toMatchObject({ monthYuan: 2490, verified: false })
    expect(minimumWageAt('330127', '2026-04-01')).toMatchObject({ region: '33', tier: 'lowest' })
    expect(minimumWageAt('310104', '2020-01-01')).toBeNull()
  })

  it('has a source in every row and marks what was not read in its text', () => {
    for (const row of minimumWages) expect(row.source.length > 0 && (row.verified || row.source.startsWith('secondary'))).toBe(true)
  })
})
