import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { capabilityState } from './demands.ts'
import { bitmap, blockWords, demandsPerIcf, type PostingTerms } from './memory.ts'
import { icfCount } from './tables.ts'

/** What a person can do, as the postings' demands are looked up. */
export interface States {
  /** By activity: where her state begins in the table of demands. */
  demandBase: Int32Array
  /** Bitmaps of the postings whose essential demands she meets, as `activity << 16 | offset`. */
  met: Int32Array
  /** And of those that do not exclude her. */
  open: Int32Array
}

/** Of as many activities as have a number now; with more it has to be made again. */
export function statesOf(facts: Pick<JobseekerFacts, 'capabilities'>, icfs: PostingTerms['icf']): States {
  const activities = icfs.size()
  const states = new Uint8Array(Math.max(activities, icfCount))
  for (const { icf } of facts.capabilities) {
    const place = icfs.find(icf)
    if (place >= 0 && states[place] === 0) states[place] = capabilityState(facts as JobseekerFacts, icf)
  }
  const met: number[] = []
  const open: number[] = []
  const take = (list: number[], icf: number, which: number) => list.push((icf << 16) | (which * blockWords))
  for (let icf = 0; icf < icfCount; icf += 1) {
    const state = states[icf] as number
    if (state >= 2 && state <= 5) {
      take(met, icf, bitmap.demandMet + icf * 5 + state - 2)
      take(open, icf, bitmap.demandOpen + icf * 4 + state - 2)
    } else if (state !== 1) take(met, icf, bitmap.demandMet + icf * 5 + 4)
  }
  const demandBase = Int32Array.from({ length: activities }, (_, place) => place * demandsPerIcf + (states[place] as number) * 25)
  return { demandBase, met: Int32Array.from(met), open: Int32Array.from(open) }
}
