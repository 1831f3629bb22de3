import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { contextArbitrary, generatedAt, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import { explain } from './explain.ts'
import type { Context, JobseekerFacts, PostingFacts } from './facts.ts'
import { lawRuns, slow } from './law-runs.ts'
import { remembering } from './remembered.ts'
import { jobseeker, posting } from './sample-facts.ts'

const fewCodes = fc.constantFrom('', 'a', 'b', 'ab', 'a b')

describe('a function that remembers', () => {
  it('answers as it would without, in any order, and never holds more than it may', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fewCodes, fewCodes), { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (asked, limit) => {
        const find = remembering((first, second) => JSON.stringify([first, second]), limit)

        expect(asked.map(([first, second]) => find(first, second))).toEqual(asked.map((pair) => JSON.stringify(pair)))
      }),
    )
  })

  it('works an answer out once, until it has to begin anew', () => {
    let worked = 0
    const find = remembering((first, second) => `${first}${second}${worked++}`, 3)

    for (const second of ['a', 'b', 'c', 'a', 'b', 'c']) find('x', second)
    expect(worked).toBe(3)

    find('x', 'd')
    find('x', 'a')
    expect(worked).toBe(5)
  })
})

const market = fc.record({
  postings: fc.array(postingArbitrary, { minLength: 1, maxLength: 5 }),
  people: fc.array(jobseekerArbitrary, { minLength: 1, maxLength: 5 }),
  contexts: fc.array(contextArbitrary, { minLength: 1, maxLength: 2 }),
})

type Pair = [PostingFacts, JobseekerFacts, Context]

/** Everybody with every posting, told apart by their facts alone: one id and one version for all. */
function pairsOf({ postings, people, contexts }: { postings: PostingFacts[]; people: JobseekerFacts[]; contexts: Context[] }): Pair[] {
  return contexts.flatMap((context) =>
    postings.flatMap((posting) =>
      people.map((person): Pair => [{ ...posting, id: 'a', version: 1 }, { ...person, id: 'b', version: 1 }, context]),
    ),
  )
}

describe('what explanations remember', slow, () => {
  it('never serves the facts of another pair: who has explained much says what one says who has just begun, in any order', async () => {
    const run = fc.asyncProperty(market, fc.infiniteStream(fc.nat()), async (drawn, dice) => {
      const pairs = pairsOf(drawn)
      vi.resetModules()
      const beginner = await import('./explain.ts')
      const order = pairs.map((pair) => ({ pair, at: dice.next().value as number })).sort((a, b) => a.at - b.at)

      const fresh = new Map(order.map(({ pair }) => [pair, JSON.stringify(beginner.explain(...pair))]))

      expect(pairs.map((pair) => JSON.stringify(explain(...pair)))).toEqual(pairs.map((pair) => fresh.get(pair)))
    })
    await fc.assert(run, { numRuns: Math.min(500, Math.ceil(lawRuns / 100)) })
  })

  it('says the same of facts that are frozen and shared, of copies of them, and of lists that were changed in place', () => {
    fc.assert(
      fc.property(market, (drawn) => {
        // One person and one posting whose lists are filled anew for every pair.
        const reused = structuredClone(pairsOf(drawn)[0] as Pair)
        for (const pair of pairsOf(drawn)) {
          const told = JSON.stringify(explain(...structuredClone(pair)))
          refill(reused, pair)

          expect(JSON.stringify(explain(...reused))).toBe(told)
          expect(JSON.stringify(explain(...deepFrozen(pair)))).toBe(told)
        }
      }),
      { numRuns: Math.ceil(lawRuns / 10) },
    )
  })
})

describe('what a posting offers', () => {
  it('counts what remote work brings only while the work is remote, whatever else the two postings share', () => {
    const onsite = posting({ demands: [{ icf: 'd470', tolerated: 1, essential: true, source: 'stated' }] })
    const person = jobseeker({ capabilities: [{ icf: 'd470', difficulty: 2, source: 'self' }] })
    const codesOf = (workMode: 'onsite' | 'remote') =>
      explain({ ...onsite, workMode }, person, { at: generatedAt }).components.flatMap(({ key, evidence }) =>
        key === 'function' ? evidence.map(({ code }) => code) : [],
      )

    expect([codesOf('onsite'), codesOf('remote'), codesOf('onsite')]).toEqual([['demand_unmet'], ['demand_met_with'], ['demand_unmet']])
  })
})

function refill(reused: Pair, pair: Pair): void {
  for (const [place, facts] of structuredClone(pair).entries()) {
    const own = reused[place] as unknown as Record<string, unknown>
    for (const [key, value] of Object.entries(facts)) {
      const held = own[key]
      if (Array.isArray(held) && Array.isArray(value)) held.splice(0, held.length, ...(value as unknown[]))
      else own[key] = value
    }
  }
}

function deepFrozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFrozen(inner as object)
  return Object.freeze(value)
}
