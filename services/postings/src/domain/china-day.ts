const chinaOffsetMs = 8 * 3_600_000
const dayLength = 10

/** The day it is in China, YYYY-MM-DD. */
export function chinaDay(at: Date): string {
  return new Date(at.getTime() + chinaOffsetMs).toISOString().slice(0, dayLength)
}

/** The calendar year it is in China. */
export function chinaYear(at: Date): number {
  return new Date(at.getTime() + chinaOffsetMs).getUTCFullYear()
}

/** From the first moment of a calendar year in China to the first of the next. */
export function spanOfYear(year: number): { from: Date; until: Date } {
  return { from: new Date(Date.UTC(year, 0, 1) - chinaOffsetMs), until: new Date(Date.UTC(year + 1, 0, 1) - chinaOffsetMs) }
}
