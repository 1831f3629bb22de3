import { parts } from '@zhihe/scoring/parts'
import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import { worstWithin } from './demand-table.ts'
import { type createGatherer, rowsOf } from './gather.ts'
import { accommodationIndex, bitmap, needsIn, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Offers, Question } from './question.ts'
import { asks, excludes, outcomeShift, passes } from './rated.ts'
import { scan } from './scan.ts'

const readOffers = parts.filter(({ reads }) => reads.posting.includes('accommodations')).map(({ key }) => key)

/** Whether the two tables compared here are all that an offer can change; if scoring ever reads offers elsewhere, counts are compared instead. */
export const offersTouchTwoParts = readOffers.length === 2 && readOffers.includes('function') && readOffers.includes('accommodation')

interface Offer {
  before: Offers
  after: Question
  accommodation: AccommodationCode
}

/**
 * Who becomes eligible by one more offer. Nobody stops being eligible (law 2), so only those are looked at who need it, or who today fail or
 * leave open a demand that it makes easier: bitmaps find them, a tenth of the cost of asking about everybody again.
 */
export function newlyEligible(people: People, gather: ReturnType<typeof createGatherer>, { before, after, accommodation }: Offer) {
  const found = gather({
    blocks: after.blocks,
    base: after.base,
    conditions: after.strict,
    either: [touched(before, after, accommodation), after.needs],
  })
  const { rows } = people.memory.blocks
  const { function: functions, needs } = before.tables
  const wasEligible = (row: number) => {
    const vector = rows[row * rowWords + 4] as number
    const needed = needsIn(rows[row * rowWords + 5] as number, rows[row * rowWords + 7] as number)
    const words = (functions.words[vector] || functions.fill(vector)) | (needs.words[needed] || needs.fill(needed))
    return words >>> outcomeShift === passes
  }
  const persons: number[] = []
  scan(people, after, rowsOf(found), {
    reject: asks | excludes,
    want: 0,
    floor: null,
    take: (_, person, row) => {
      if (!wasEligible(row)) persons.push(person)
    },
  })
  return persons
}

// Bitmaps that hold everybody whom the offer can touch; one turned round is written as -1 - n.
function touched(before: Offers, after: Question, accommodation: AccommodationCode): number[] {
  const bitmaps: number[] = []
  const need = accommodationIndex.get(accommodation)
  if (need !== undefined) bitmaps.push(bitmap.requires + need)
  before.demands.forEach((demand, place) => {
    // What is not essential turns nobody away, so making it easier lets nobody in.
    if (demand.table === after.demands[place]?.table || demand.table.outcomes.every((outcome) => outcome === passes)) return
    const worst = worstWithin(demand, passes)
    bitmaps.push(worst === null || worst < 0 || worst > 3 ? after.base : -1 - (bitmap.capability + demand.icf * 4 + worst))
  })
  return bitmaps
}
