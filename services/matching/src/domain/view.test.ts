import { explanation as explanationShape, match } from '@zhihe/contracts/match'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import { explain } from '@zhihe/scoring/explain'
import { audienceOf, isReasonCode } from '@zhihe/scoring/reasons'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewExplanation, viewOwnExplanation, viewReasons } from './view.ts'

const explained = fc.tuple(postingArbitrary, jobseekerArbitrary, contextArbitrary).map(([posting, jobseeker, context]) => ({
  explanation: explain(posting, jobseeker, context),
  jobseeker,
}))
const numRuns = 1_000

describe('what an employer reads of a match', () => {
  it('holds no reason that is for the register', () => {
    fc.assert(
      fc.property(explained, ({ explanation }) => {
        const { components, actions, rule } = viewExplanation(explanation, 'work')
        const reasons = viewReasons(explanation, 'work')
        const codes = [...components.flatMap(({ evidence }) => evidence), ...actions, ...reasons, ...(rule ? [rule] : [])].map(
          ({ code }) => code,
        )
        for (const code of codes) expect(isReasonCode(code) && audienceOf(code)).toBe('all')
      }),
      { numRuns },
    )
  })

  it('holds nothing but what the contract names', () => {
    fc.assert(
      fc.property(explained, ({ explanation }) => {
        const shown = { ...viewExplanation(explanation, 'work'), reasons: viewReasons(explanation, 'work') }
        const parsed = match
          .pick({
            verdict: true,
            rule: true,
            score: true,
            confidence: true,
            components: true,
            actions: true,
            scoringVersion: true,
            reasons: true,
          })
          .parse(shown)
        expect(parsed).toEqual(shown)
      }),
      { numRuns },
    )
  })
})

describe('what the register reads of a match', () => {
  it('is the whole explanation, as the contract has it', () => {
    fc.assert(
      fc.property(explained, ({ explanation }) => {
        const own = viewOwnExplanation(explanation)
        expect(explanationShape.parse(own)).toEqual(own)
        expect(own.components.flatMap(({ evidence }) => evidence)).toHaveLength(
          explanation.components.flatMap(({ evidence }) => evidence).length,
        )
        expect(own.actions).toHaveLength(explanation.actions.length)
      }),
      { numRuns },
    )
  })
})
