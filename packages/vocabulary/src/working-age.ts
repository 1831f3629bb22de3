import { minimumAges, retirementRules } from './data/working-ages.ts'
import { monthNumber, retirementUnder, type Sex } from './retirement.ts'

export type { Sex } from './retirement.ts'

/** Age in whole years from which a person may work: 劳动法 art. 15 (no one under 16), art. 58 and 64 protect those from 16 to 18. */
export const minimumWorkingAge = minimumAges[0].years

/** The law behind `minimumWorkingAge`. */
export const minimumWorkingAgeSource = minimumAges[0].source

/**
 * The month in which a person reaches the statutory retirement age; the law in force in that month counts.
 * @param birthMonth `YYYY-MM`
 * @param regionCode where the work is, GB/T 2260; today every region follows the national rows
 * @returns `YYYY-MM`
 */
export function retirementMonth(sex: Sex, birthMonth: string, regionCode?: string): string {
  return retirementUnder(retirementRules, { sex, birthMonth, regionCode })
}

/**
 * Age in whole years, counted by month because the day of birth is not kept outside the register: a birthday counts from the first of its month.
 * @param birthMonth `YYYY-MM`
 * @param at a date or time that begins with `YYYY-MM`
 */
export function ageAt(birthMonth: string, at: string): number {
  return Math.floor((monthNumber(at) - monthNumber(birthMonth)) / 12)
}
