import { meetsAnyone, overload } from './demand-fit.ts'
import type { Capability, Demand } from './facts.ts'
import { full } from './weights.ts'

/** Credit by overload: how far a difficulty exceeds what the work tolerates, after the offers. */
export const creditByOverload = [full, 6_000, 3_000, 1_000, 0] as const

/** How far an assumption may move what counts when nothing is known. */
export const priorCap = 500

export interface DemandFit {
  /** 0-10000. */
  credit: number
  /** Whether it rests on something said or assessed. */
  isKnown: boolean
}

/**
 * How a capability fits a demand once the offers have lowered the difficulty by `lift` steps. It looks at nothing but the tolerated
 * difficulty, the lift, and the difficulty and source of the capability, so a table of it is small.
 */
export function fitWith(demand: Demand, lift: number, capability: Capability | null): DemandFit {
  if (meetsAnyone(demand, lift)) return { credit: full, isKnown: true }
  if (capability !== null && capability.source !== 'prior') return { credit: creditAt(capability.difficulty, demand, lift), isKnown: true }
  const unknown = Math.floor((full + creditAt(4, demand, lift)) / 2)
  return { credit: capability === null ? unknown : within(creditAt(capability.difficulty, demand, lift), unknown), isKnown: false }
}

/** A credit that rests on an assumption, held within `priorCap` of what counts without it. */
export function within(credit: number, middle: number): number {
  return Math.min(Math.max(credit, middle - priorCap), middle + priorCap)
}

function creditAt(difficulty: number, demand: Demand, lift: number): number {
  return creditByOverload[overload(difficulty, demand, lift)] ?? 0
}
