import { evidence } from '../explain-telling.ts'
import type { Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { type MonthlyRange, monthlyRange } from '../pay-range.ts'
import { full, neutral } from '../weights.ts'

const floorWithinRange = 6_000
const floorAboveNegotiable = 2_500

const notComparable = evidence('unknown', 'pay_not_comparable')
const floorUnknown = evidence('unknown', 'pay_floor_unknown')
const meetsFloor = evidence('met', 'pay_meets_floor')
const mayMeetFloor = evidence('met', 'pay_may_meet_floor')
const below = evidence('unmet', 'pay_below')

/** How surely the pay reaches what she asks for. */
export function ratePay({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const range = posting.pay && monthlyRange(posting.pay)
  const floor = jobseeker.payFloorFen
  if (range === null || floor === null) {
    notebook?.evidence('pay', range === null ? notComparable : floorUnknown)
    return { score: neutral, known: 0 }
  }
  if (range.minFen >= floor) {
    notebook?.evidence('pay', meetsFloor)
    return { score: full, known: full }
  }
  if (range.maxFen >= floor) {
    notebook?.evidence('pay', mayMeetFloor)
    return { score: shareAbove(floor, range), known: full }
  }
  notebook?.evidence('pay', below)
  return { score: posting.pay?.negotiable === true ? floorAboveNegotiable : 0, known: full }
}

function shareAbove(floor: number, { minFen, maxFen }: MonthlyRange): number {
  return floorWithinRange + Math.floor(((full - floorWithinRange) * (maxFen - floor)) / (maxFen - minFen))
}
