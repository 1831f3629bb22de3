const chinaOffsetMs = 8 * 3_600_000
const quarters = 4

export interface CapWindow {
  /** When China's calendar month began. */
  since: Date
  /** How many different people may have been told of since then. */
  allowed: number
}

/** A cap of n people a month, smoothed: in the k-th quarter of the month k·n/4 of them, rounded up. */
export function capWindow(peoplePerMonth: number, now: Date): CapWindow {
  const inChina = new Date(now.getTime() + chinaOffsetMs)
  const beginsAt = Date.UTC(inChina.getUTCFullYear(), inChina.getUTCMonth(), 1)
  const endsAt = Date.UTC(inChina.getUTCFullYear(), inChina.getUTCMonth() + 1, 1)
  const quarter = Math.floor(((inChina.getTime() - beginsAt) / (endsAt - beginsAt)) * quarters) + 1
  return { since: new Date(beginsAt - chinaOffsetMs), allowed: Math.ceil((quarter * peoplePerMonth) / quarters) }
}
