/** A period of ISO 8601 in whole years, months and days: `P3Y`, `P6M`, `P30D`. */
export type Period = `P${number}Y` | `P${number}M` | `P${number}D`

const chinaOffsetMs = 8 * 3_600_000
const pattern = /^P(\d+)([YMD])$/

/**
 * What happened before this is due to go on the day of `now`. A period begins with the day after and ends with the end of its last day (民法典 201, 203), days
 * being those of China; so a row is kept whole days and never less than its period, and goes on the day after the last. A month or year that has no
 * such day ends with its last one.
 */
export function cutoffOf(period: Period, now: Date): Date {
  const [, count = '', unit] = pattern.exec(period) ?? []
  if (count === '') throw new Error(`${period} is no period in years, months or days`)
  const today = new Date(now.getTime() + chinaOffsetMs)
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
  const back = Number(count)
  if (unit === 'D') return atChinaMidnight(year, month, day - back)
  const months = unit === 'Y' ? back * 12 : back
  const lastDay = new Date(Date.UTC(year, month - months + 1, 0)).getUTCDate()
  return atChinaMidnight(year, month - months, Math.min(day, lastDay))
}

function atChinaMidnight(year: number, month: number, day: number): Date {
  return new Date(Date.UTC(year, month, day) - chinaOffsetMs)
}
