import { capabilityFor } from '@zhihe/scoring/demand-fit'
import type { Capability, Demand, Difficulty, JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { fitWith } from '@zhihe/scoring/function-fit'
import { offeredLift } from '@zhihe/scoring/offers'
import { partOf } from '@zhihe/scoring/parts'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import type { IcfCode } from '@zhihe/vocabulary/icf'
import { demandsPerIcf, ensure, type PostingMemory } from './memory.ts'
import { capabilityStates, packRating, statusOf } from './tables.ts'
import type { Terms } from './terms.ts'

/** States of a capability: 0 nobody has said, 1 to 5 a known difficulty of 0 to 4, 6 to 10 an assumed one. */
export function capabilityState(jobseeker: JobseekerFacts, icf: IcfCode): number {
  const held = capabilityFor(jobseeker, icf)
  if (held === null) return 0
  return (held.source === 'prior' ? 6 : 1) + held.difficulty
}

function capabilityIn(state: number, icf: IcfCode): Capability | null {
  if (state === 0) return null
  return { icf, difficulty: ((state - 1) % 5) as Difficulty, source: state > 5 ? 'prior' : 'assessed' }
}

/** A demand in 16 bits: the activity (10), what is tolerated and by how much it is lifted (5), whether it is essential (1). */
export function packDemand(icf: number, cell: number, essential: boolean): number {
  return (icf << 6) | (cell << 1) | (essential ? 1 : 0)
}

export function cellOf(tolerated: number, lift: number): number {
  return tolerated * 5 + Math.min(4, lift)
}

/**
 * The number of the demand as this posting makes it. Its ratings by state of the capability are asked of scoring when it is first met, on
 * a posting that makes this one demand and offers what this posting offers.
 */
export function compileDemand(posting: PostingFacts, demand: Demand, { memory, icfs }: { memory: PostingMemory; icfs: Terms }): number {
  const icf = icfs.add(demand.icf)
  const lift = offeredLift(posting, demand.icf)
  const cell = cellOf(demand.tolerated, lift)
  ensure(memory, 'demands', (icf + 1) * demandsPerIcf, -1)
  const first = icf * demandsPerIcf + cell
  if (memory.demands[first] === -1) {
    for (let state = 0; state < capabilityStates; state += 1) {
      memory.demands[first + state * 25] = rateDemand(posting, demand, { lift, state })
    }
  }
  return packDemand(icf, cell, demand.essential && demand.source !== 'occupation')
}

function rateDemand(posting: PostingFacts, demand: Demand, { lift, state }: { lift: number; state: number }): number {
  const alone: Demand = { ...demand, essential: true, source: 'stated' }
  const capability = capabilityIn(state, demand.icf)
  const jobseeker = { ...unsaidJobseeker, capabilities: capability === null ? [] : [capability] }
  const { credit, isKnown } = fitWith(alone, lift, capability)
  return packRating(credit, isKnown, statusOf(partOf('function'), { ...posting, demands: [alone] }, jobseeker))
}
