import { accommodations, mitigation } from '@zhihe/vocabulary/accommodation'
import { icfItems } from '@zhihe/vocabulary/icf'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accommodationArbitrary, capabilityArbitrary, jobseekerArbitrary } from './arbitraries.ts'
import type { Capability, Demand, Difficulty, JobseekerFacts, PostingFacts } from './facts.ts'
import { fitWith, priorCap } from './function-fit.ts'
import { judge } from './judge.ts'
import { always, alwaysWith, slow } from './law-runs.ts'
import { compareMatches, tierOf } from './order.ts'
import { rule } from './rules/verdict.ts'
import { type ComponentKey, full, weights } from './weights.ts'

const levels = [0, 1, 2, 3, 4] as const
const helpsAtWork = (code: string) => accommodations.some((row) => row.code === code && row.phases.includes('work'))

describe('an accommodation offered', slow, () => {
  it('counts once: a weaker one for the same gap adds nothing', () => {
    alwaysWith(accommodationArbitrary, (second, posting, jobseeker, context) => {
      const both = { ...posting, accommodations: [...posting.accommodations, second] }
      fc.pre(posting.demands.every(({ icf }) => bestOf(both, icf) === bestOf(posting, icf)))

      expect(scoreOf('function', judge(both, jobseeker, context))).toBe(scoreOf('function', judge(posting, jobseeker, context)))
    })
  })

  it('is worth exactly the steps of the table, as if the difficulty were that much less', () => {
    for (const { code } of accommodations) {
      for (const { code: icf } of icfItems) {
        const by = helpsAtWork(code) ? mitigation([code], icf) : 0
        for (const tolerated of levels) {
          const demand: Demand = { icf, tolerated, essential: true, source: 'stated' }
          for (const difficulty of levels) {
            const eased = Math.max(0, difficulty - by) as Difficulty
            expect(fitWith(demand, by, known(icf, difficulty))).toEqual(fitWith(demand, 0, known(icf, eased)))
          }
        }
      }
    }
  })

  it('is worth the same in a whole match as the lesser difficulty', () => {
    alwaysWith(accommodationArbitrary, (code, drawn, jobseeker, context) => {
      const posting = { ...drawn, accommodations: [], workMode: 'onsite' as const, demands: drawn.demands.filter(isStated) }
      const offered = { ...posting, accommodations: [code] }
      const facts = jobseeker.capabilities.filter(({ source }) => source !== 'prior')
      const eased = facts.map((one) => ({ ...one, difficulty: Math.max(0, one.difficulty - bestOf(offered, one.icf)) }) as Capability)
      const said = new Set(facts.map(({ icf }) => icf))
      // Of an activity nobody speaks of, the offer narrows what the unknown may be; there is no difficulty to ease.
      const demands = posting.demands.filter(({ icf }) => said.has(icf))

      const withOffer = judge({ ...offered, demands }, { ...jobseeker, capabilities: facts }, context)
      const withEase = judge({ ...posting, demands }, { ...jobseeker, capabilities: eased }, context)

      expect(scoreOf('function', withOffer)).toBe(scoreOf('function', withEase))
    })
  })
})

describe('a need', slow, () => {
  const need = fc.record({ code: accommodationArbitrary, required: fc.boolean() })

  it('makes a condition when it is required and not offered, and never when it is a wish', () => {
    alwaysWith(need, ({ code, required }, drawn, jobseeker, context) => {
      const posting = { ...drawn, workMode: 'onsite' as const, accommodations: drawn.accommodations.filter((one) => one !== code) }
      const ruled = (accommodationsNeeded: JobseekerFacts['accommodationsNeeded']) =>
        rule({ posting, jobseeker: { ...jobseeker, accommodationsNeeded }, context }).verdict
      const without = ruled([])

      expect(ruled([{ code, required }])).toBe(required && without === 'eligible' ? 'conditional' : without)
    })
  })

  it('costs no less uncovered when it is required than when it is a wish, whatever else she needs', () => {
    alwaysWith(need, ({ code }, drawn, jobseeker, context) => {
      const posting = { ...drawn, workMode: 'onsite' as const, accommodations: drawn.accommodations.filter((one) => one !== code) }
      const others = (jobseeker.accommodationsNeeded ?? []).filter((one) => one.code !== code)
      const score = (required: boolean) =>
        scoreOf('accommodation', judge(posting, { ...jobseeker, accommodationsNeeded: [...others, { code, required }] }, context))

      expect(score(true)).toBeLessThanOrEqual(score(false))
    })
  })

  it('of a barrier-free way to work is met by an offer and by remote work, and by nothing else', () => {
    always((posting, jobseeker, context) => {
      const needing: JobseekerFacts = { ...jobseeker, accommodationsNeeded: [{ code: 'HS-15', required: true }] }
      const isMet = posting.workMode === 'remote' || posting.accommodations.includes('HS-15')

      expect(scoreOf('accommodation', judge(posting, needing, context))).toBe(isMet ? full : 0)
    })
  })
})

describe('a prior', slow, () => {
  const capPoints = (weights.function * priorCap) / full

  it('moves a score by at most 110 of 10000, however many there are', () => {
    expect(capPoints).toBe(110)
    alwaysWith(priorsArbitrary(), (priors, posting, jobseeker, context) => {
      const { unknown, assumed } = withPriors(jobseeker, priors)
      const [before, after] = [judge(posting, unknown, context), judge(posting, assumed, context)]

      expect(Math.abs(scoreOf('function', after) - scoreOf('function', before))).toBeLessThanOrEqual(priorCap)
      expect(Math.abs(after.score - before.score)).toBeLessThanOrEqual(capPoints)
      expect([after.verdict, after.rule, after.confidence]).toEqual([before.verdict, before.rule, before.confidence])
    })
  })

  it('never puts her behind somebody she led by more than that', () => {
    alwaysWith(fc.tuple(priorsArbitrary(), jobseekerArbitrary), ([priors, other], posting, jobseeker, context) => {
      const { unknown, assumed } = withPriors(jobseeker, priors)
      const [before, after, rival] = [unknown, assumed, other].map((person) => judge(posting, person, context))
      if (!before || !after || !rival || before.score - rival.score <= capPoints) return
      const [mine, theirs] = [tierOf(after.verdict), tierOf(rival.verdict)]
      if (mine === null || theirs === null || mine > theirs) return

      const key = { recommendations: 0, id: 'z' }
      expect(
        compareMatches({ tier: mine, score: after.score, ...key }, { tier: theirs, score: rival.score, ...key, id: 'a' }),
      ).toBeLessThan(0)
    })
  })
})

/** What the table says of the best offer for an activity at work; counted here on its own, so that the offers are held to it. */
function bestOf({ accommodations: offered, workMode }: PostingFacts, icf: Demand['icf']): number {
  return mitigation([...offered.filter(helpsAtWork), ...(workMode === 'remote' ? (['HS-10', 'HS-15'] as const) : [])], icf)
}

function priorsArbitrary() {
  return fc.array(capabilityArbitrary, { minLength: 1, maxLength: 8 })
}

function withPriors(jobseeker: JobseekerFacts, drawn: readonly Pick<Capability, 'icf' | 'difficulty'>[]) {
  const assumedOf = new Set(drawn.map(({ icf }) => icf))
  const unknown = { ...jobseeker, capabilities: jobseeker.capabilities.filter(({ icf }) => !assumedOf.has(icf)) }
  const priors = drawn.map(({ icf, difficulty }) => ({ icf, difficulty, source: 'prior' as const }))
  return { unknown, assumed: { ...unknown, capabilities: [...unknown.capabilities, ...priors] } }
}

function known(icf: Demand['icf'], difficulty: Difficulty): Capability {
  return { icf, difficulty, source: 'assessed' }
}

function isStated({ source }: PostingFacts['demands'][number]): boolean {
  return source !== 'occupation'
}

function scoreOf(key: ComponentKey, { components }: ReturnType<typeof judge>): number {
  return components.find((component) => component.key === key)?.score ?? Number.NaN
}
