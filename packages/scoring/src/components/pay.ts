import type { Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { type MonthlyRange, monthlyRange } from '../pay-range.ts'
import { full, neutral } from '../weights.ts'

const floorWithinRange = 6_000
const floorAboveNegotiable = 2_500

/** How surely the pay reaches what she asks for. */
export function ratePay({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const range = posting.pay && monthlyRange(posting.pay)
  const floor = jobseeker.payFloorFen
  if (range === null || floor === null) {
    notebook?.evidence('pay', 'unknown', { code: range === null ? 'pay_not_comparable' : 'pay_floor_unknown' })
    return { score: neutral, known: 0 }
  }
  if (range.minFen >= floor) {
    notebook?.evidence('pay', 'met', { code: 'pay_meets_floor' })
    return { score: full, known: full }
  }
  if (range.maxFen >= floor) {
    notebook?.evidence('pay', 'met', { code: 'pay_may_meet_floor' })
    return { score: shareAbove(floor, range), known: full }
  }
  notebook?.evidence('pay', 'unmet', { code: 'pay_below' })
  return { score: posting.pay?.negotiable === true ? floorAboveNegotiable : 0, known: full }
}

function shareAbove(floor: number, { minFen, maxFen }: MonthlyRange): number {
  return floorWithinRange + Math.floor(((full - floorWithinRange) * (maxFen - floor)) / (maxFen - minFen))
}
