/** Age in whole years from which a person may work: 劳动法 art. 15 (no one under 16), art. 58 and 64 protect those from 16 to 18. */
export const minimumWorkingAge = 16

export type Sex = 'male' | 'female'

interface Delay {
  /** The first birth month (months since year 0) whose retirement is delayed. */
  from: number
  /** Statutory age in months before and after the reform. */
  before: number
  after: number
}

// 全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13, in force 2025-01-01): men 60 to 63, women in cadre posts
// 55 to 58, one month later for every four birth months. Women in worker posts go from 50 to 55; the register does not know the post, and
// nobody may be turned away by an assumption, so the later line counts.
const delays: Readonly<Record<Sex, Delay>> = {
  male: { from: 1965 * 12, before: 60 * 12, after: 63 * 12 },
  female: { from: 1970 * 12, before: 55 * 12, after: 58 * 12 },
}

const birthMonthsPerMonthOfDelay = 4

/**
 * The month in which a person reaches the statutory retirement age.
 * @param birthMonth `YYYY-MM`
 * @returns `YYYY-MM`
 */
export function retirementMonth(sex: Sex, birthMonth: string): string {
  const born = monthNumber(birthMonth)
  const { from, before, after } = delays[sex]
  const delay = born < from ? 0 : Math.floor((born - from) / birthMonthsPerMonthOfDelay) + 1
  return monthText(born + Math.min(before + delay, after))
}

/**
 * Age in whole years, counted by month because the day of birth is not kept outside the register: a birthday counts from the first of its month.
 * @param birthMonth `YYYY-MM`
 * @param at a date or time that begins with `YYYY-MM`
 */
export function ageAt(birthMonth: string, at: string): number {
  return Math.floor((monthNumber(at) - monthNumber(birthMonth)) / 12)
}

function monthNumber(text: string): number {
  return Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1
}

function monthText(month: number): string {
  const year = String(Math.floor(month / 12)).padStart(4, '0')
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}`
}
