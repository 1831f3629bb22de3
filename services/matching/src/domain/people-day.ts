const chinaOffsetMs = 8 * 3_600_000
const dayMs = 24 * 3_600_000

/** `YYYY-MM-DD` on the calendar of China, whatever the zone of the machine. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + chinaOffsetMs).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

/** When the day of China ends in which `at` lies. */
export function endOfDay(at: Date): Date {
  return new Date((Math.floor((at.getTime() + chinaOffsetMs) / dayMs) + 1) * dayMs - chinaOffsetMs)
}
