import * as fc from 'fast-check'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import type { Context, JobseekerFacts, PostingFacts } from './facts.ts'
import type { Judgement, Verdict } from './judge.ts'

// For tests only.

/** How many worlds each law is tried in: few in the everyday check, `ZHIHE_LAW_RUNS=100000` for the long form. */
// oxlint-disable-next-line node/no-process-env -- no process runs this file
export const lawRuns = Number(process.env['ZHIHE_LAW_RUNS'] ?? 2_000)

/** Room for the long form. */
export const slow = { timeout: Math.max(20_000, lawRuns * 20) }

export type World = [PostingFacts, JobseekerFacts, Context]

const world = [postingArbitrary, jobseekerArbitrary, contextArbitrary] as const

/** The claim holds in every generated world. */
export function always(claim: (...facts: World) => void): void {
  fc.assert(fc.property(...world, claim), { numRuns: lawRuns })
}

/** The claim holds in every generated world, with something more drawn. */
export function alwaysWith<T>(extra: fc.Arbitrary<T>, claim: (extra: T, ...facts: World) => void): void {
  fc.assert(fc.property(extra, ...world, claim), { numRuns: lawRuns })
}

const steps: Record<Verdict, number> = { ineligible: 0, conditional: 1, eligible: 2 }

/** What the side that is to be at least as good has lost. */
export function losses(better: Judgement, worse: Judgement): string[] {
  return [
    ...(better.score < worse.score ? [`score ${better.score} < ${worse.score}`] : []),
    ...(steps[better.verdict] < steps[worse.verdict] ? [`${better.verdict} < ${worse.verdict}`] : []),
  ]
}
