import { type MinimumWage, minimumWages } from './data/minimum-wages.ts'
import type { Finding, LintFacts } from './finding.ts'
import { citation } from './laws.ts'

const fenPerYuan = 100
const monthsAYear = 12
/** Days that a month's wage is for, (365 - 104) / 12: 关于职工全年月平均工作时间和工资折算问题的通知. */
const paidDaysAMonth = 21.75

/**
 * The row in force at a place and day: of the longest region that fits the latest one begun. Null for an unknown region or a day before the table.
 * @param regionCode GB/T 2260
 * @param asOf `YYYY-MM-DD`
 */
export function minimumWageAt(regionCode: string, asOf: string): MinimumWage | null {
  const inForce = minimumWages.filter(({ region, from }) => regionCode.startsWith(region) && from <= asOf)
  const longest = Math.max(0, ...inForce.map(({ region }) => region.length))
  return inForce.filter(({ region }) => region.length === longest).toSorted((one, other) => (one.from < other.from ? 1 : -1))[0] ?? null
}

/** Pay whose upper end lies under the minimum wage of its region is found; a row that was not read in its text warns and never blocks. */
export function lowPay({ pay, regionCode, asOf, employmentForm }: LintFacts): Finding[] {
  if (pay === undefined || regionCode === undefined || asOf === undefined || pay.negotiable) return []
  const row = minimumWageAt(regionCode, asOf)
  const highest = pay.maxFen ?? pay.minFen
  if (row === null || highest === null) return []
  const least = leastFor(row, pay.unit, employmentForm)
  if (least === null || highest >= least.yuan * fenPerYuan) return []
  return [
    {
      ruleId: 'pay_under_minimum_wage',
      field: 'pay',
      start: 0,
      end: 0,
      severity: row.verified ? 'block' : 'warn',
      relevance: false,
      law: citation('labour_wage'),
      zh: `报酬低于当地最低工资（${row.from}起${least.per.zh}至少${least.yuan}元）。请提高报酬，或核对金额和单位。`,
      en: `The pay is under the local minimum wage (from ${row.from} at least ${least.yuan} yuan ${least.per.en}). Raise it, or check figure and unit.`,
      rewrite: null,
    },
  ]
}

interface Least {
  yuan: number
  per: { zh: string; en: string }
}

// Piece rates say nothing without the pieces. The monthly wage is for full-time work, and so are the day and the year made of it.
function leastFor({ hourYuan, monthYuan }: MinimumWage, unit: string, form: string | undefined): Least | null {
  if (unit === 'hour') return hourYuan === null ? null : { yuan: hourYuan, per: { zh: '每小时', en: 'an hour' } }
  if (form === 'part_time' || form === 'flexible' || form === 'home_based') return null
  switch (unit) {
    case 'month':
      return { yuan: monthYuan, per: { zh: '每月', en: 'a month' } }
    case 'year':
      return { yuan: monthYuan * monthsAYear, per: { zh: `每月${monthYuan}元，即每年`, en: `a year (${monthYuan} a month)` } }
    case 'day':
      return { yuan: Math.floor(monthYuan / paidDaysAMonth), per: { zh: `每月${monthYuan}元，即每天`, en: `a day (${monthYuan} a month)` } }
    default:
      return null
  }
}
