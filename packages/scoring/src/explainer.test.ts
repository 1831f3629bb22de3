import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import { explain } from './explain.ts'
import { createExplainer } from './explainer.ts'
import type { JobseekerFacts } from './facts.ts'

describe('an explainer of one posting', () => {
  it('says of everybody what explain says, whoever was asked about before', () => {
    const people = fc.tuple(jobseekerArbitrary, jobseekerArbitrary, jobseekerArbitrary)
    fc.assert(
      fc.property(postingArbitrary, people, contextArbitrary, (posting, [one, other, third], context) => {
        // Facts shared as the engine shares them: some of one person, the rest of another.
        const mixed: JobseekerFacts[] = [one, other, third, { ...one, skills: other.skills, capabilities: third.capabilities }]
        const half = {
          ...other,
          regionCode: one.regionCode,
          willingRegions: one.willingRegions,
          accommodationsNeeded: third.accommodationsNeeded,
        }
        const explainer = createExplainer(posting, context)

        for (const jobseeker of [...mixed, half, ...mixed]) {
          expect(explainer.explain(jobseeker)).toEqual(explain(posting, jobseeker, context))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
