import type { IcfCode } from '@zhihe/vocabulary/icf'
import type { Capability, Demand, JobseekerFacts } from './facts.ts'

const trust = { assessed: 2, self: 1, prior: 0 } as const satisfies Record<Capability['source'], number>

/** What is said about one activity: an assessment before her own word before a prior; of equal ones the least difficulty. */
export function capabilityFor(jobseeker: JobseekerFacts, icf: IcfCode): Capability | null {
  let best: Capability | null = null
  for (const capability of jobseeker.capabilities) {
    if (capability.icf === icf && (best === null || isBetter(capability, best))) best = capability
  }
  return best
}

function isBetter(a: Capability, b: Capability): boolean {
  const more = trust[a.source] - trust[b.source]
  return more > 0 || (more === 0 && a.difficulty < b.difficulty)
}

/** By how many steps a difficulty exceeds what the work tolerates, after a lift; 0: she can do it. */
export function overload(difficulty: number, demand: Demand, lift: number): number {
  return Math.max(0, difficulty - lift - demand.tolerated)
}

/** A demand that even complete difficulty meets needs no question and no assumption. */
export function meetsAnyone(demand: Demand, lift: number): boolean {
  return overload(4, demand, lift) === 0
}
