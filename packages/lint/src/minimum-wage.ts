import { type MinimumWage, minimumWages } from './data/minimum-wages.ts'
import type { Finding, LintFacts } from './finding.ts'
import { citation } from './laws.ts'

const fenPerYuan = 100
const monthsAYear = 12

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
  const per = least.isHourly ? '小时' : '月'
  return [
    {
      ruleId: 'pay_under_minimum_wage',
      field: 'pay',
      start: 0,
      end: 0,
      severity: row.verified ? 'block' : 'warn',
      relevance: false,
      law: citation('labour_wage'),
      zh: `报酬低于当地最低工资（${row.from}起每${per}至少${least.yuan}元）。请提高报酬，或核对金额和单位。`,
      en: `The pay is under the local minimum wage (from ${row.from} at least ${least.yuan} yuan a ${least.isHourly ? 'hour' : 'month'}). Raise it, or check figure and unit.`,
      rewrite: null,
    },
  ]
}

// Day and piece rates say nothing without the days and the pieces. The monthly wage is for full-time work.
function leastFor(row: MinimumWage, unit: string, form: string | undefined): { yuan: number; isHourly: boolean } | null {
  if (unit === 'hour') return row.hourYuan === null ? null : { yuan: row.hourYuan, isHourly: true }
  if (form === 'part_time' || form === 'flexible' || form === 'home_based') return null
  if (unit === 'month') return { yuan: row.monthYuan, isHourly: false }
  return unit === 'year' ? { yuan: row.monthYuan * monthsAYear, isHourly: false } : null
}
