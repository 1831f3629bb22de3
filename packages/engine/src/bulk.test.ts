import { generatedAt } from '@zhihe/scoring/arbitraries'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { jobseeker, posting } from '@zhihe/scoring/sample-facts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RankedMatch } from './asks.ts'
import { type Listed, rebuildAll } from './bulk.ts'
import { createPeople } from './people/people.ts'
import { createPlainEngine } from './plain-engine.ts'
import { createPostingsIndex } from './postings-index.ts'
import { uuid } from './sample-ids.ts'
import { applyChange, type Change, type Changing, changesArbitrary } from './worlds.ts'

function build(changes: readonly Change[]) {
  const plain = createPlainEngine()
  const postings = createPostingsIndex()
  const people = createPeople()
  const both: Changing = {
    putPosting: (facts) => plain.putPosting(facts) && postings.put(facts),
    putJobseeker: (facts) => plain.putJobseeker(facts) && people.put(facts),
    removePosting: (id) => [plain.removePosting(id), postings.remove(id)],
    removeJobseeker: (id) => [plain.removeJobseeker(id), people.remove(id)],
    setRecommendations: (id, count) => [plain.setRecommendations(id, count), people.setRecommendations(id, count)],
    setCandidates: (id, count) => [plain.setCandidates(id, count), postings.setCandidates(id, count)],
  }
  for (const change of changes) applyChange(both, change)
  return { plain, postings, people }
}

function listed(matches: readonly RankedMatch[], side: 'postingId' | 'jobseekerId'): Listed[] {
  return matches.map(({ [side]: id, verdict, score, recommendations }) => ({ id, verdict, score, recommendations }))
}

describe('rebuildAll', { timeout: 240_000 }, () => {
  it('gives every list exactly as it would be answered one by one, with one thread and with two', async () => {
    const worlds = fc.sample(changesArbitrary({ ids: 60, shapes: 8, changes: 400 }), { numRuns: 2, seed: 11 })
    for (const [place, changes] of worlds.entries()) {
      const { plain, postings, people } = build(changes)

      const rebuilt = await rebuildAll(
        { people, postings },
        {
          at: generatedAt,
          limits: { posting: 6, jobseeker: 4 },
          threads: 1 + (place % 2),
        },
      )

      const query = { at: generatedAt }
      for (let n = 0; n < 60; n += 1) {
        const id = uuid(n)
        expect(rebuilt.forPosting(id)).toEqual(listed(plain.rankForPosting(id, { ...query, limit: 6 }), 'jobseekerId'))
        expect(rebuilt.forJobseeker(id)).toEqual(listed(plain.rankForJobseeker(id, { ...query, limit: 4 }), 'postingId'))
      }
    }
  })

  it('gives a place that a conditional person holds to a better one whose own list is full of eligible postings', async () => {
    const { plain, postings, people } = build([])
    const [asking, open, unasked, skilled] = [uuid(1), uuid(2), uuid(3), uuid(4)]
    const packing = { code: 'packing', level: 3 } as const
    const both = (facts: PostingFacts) => [plain.putPosting(facts), postings.put(facts)]
    const everybody = (facts: JobseekerFacts) => [plain.putJobseeker(facts), people.put(facts)]
    both(posting({ id: asking, licences: ['driving_c1'], skills: [{ ...packing, must: false }] }))
    both(posting({ id: open }))
    everybody(jobseeker({ id: unasked, workModes: null }))
    everybody(jobseeker({ id: skilled, skills: [{ ...packing, evidence: 'verified' }] }))

    const rebuilt = await rebuildAll({ people, postings }, { at: generatedAt, limits: { posting: 1, jobseeker: 1 }, threads: 1 })

    expect(rebuilt.forJobseeker(skilled)).toMatchObject([{ id: open, verdict: 'eligible' }])
    expect(rebuilt.forPosting(asking)).toMatchObject([{ id: skilled, verdict: 'conditional' }])
    expect(rebuilt.forPosting(asking)).toEqual(listed(plain.rankForPosting(asking, { at: generatedAt, limit: 1 }), 'jobseekerId'))
  })

  it('lets a conditional person whose own list is full take the place of a worse one beside an eligible person', async () => {
    const { plain, postings, people } = build([])
    const [asking, open, eligible, unskilled, skilled] = [uuid(1), uuid(2), uuid(3), uuid(4), uuid(5)]
    const packing = { code: 'packing', level: 3 } as const
    const held = [{ ...packing, evidence: 'verified' }] as const
    for (const facts of [posting({ id: asking, licences: ['driving_c1'], skills: [{ ...packing, must: false }] }), posting({ id: open })])
      for (const side of [plain.putPosting, postings.put]) side(facts)
    // In the order of their rows: whoever is met first takes a place.
    const everybody = [
      jobseeker({ id: unskilled, licences: null, skills: [] }),
      jobseeker({ id: eligible, licences: ['driving_c1'] }),
      jobseeker({ id: skilled, licences: null, skills: held }),
    ]
    for (const facts of everybody) for (const side of [plain.putJobseeker, people.put]) side(facts)

    const rebuilt = await rebuildAll({ people, postings }, { at: generatedAt, limits: { posting: 2, jobseeker: 1 }, threads: 1 })

    expect(rebuilt.forPosting(asking)).toMatchObject([{ id: eligible }, { id: skilled }])
    expect(rebuilt.forPosting(asking)).toEqual(listed(plain.rankForPosting(asking, { at: generatedAt, limit: 2 }), 'jobseekerId'))
  })

  it('reports its progress up to the end and refuses facts that change meanwhile', async () => {
    const [changes = []] = fc.sample(changesArbitrary({ ids: 20, shapes: 4, changes: 60 }), { numRuns: 1, seed: 3 })
    const { postings, people } = build(changes)
    const shares: number[] = []
    const options = { at: generatedAt, limits: { posting: 3, jobseeker: 3 }, threads: 1 }

    await rebuildAll({ people, postings }, { ...options, onProgress: (share) => shares.push(share) })
    const changing = rebuildAll({ people, postings }, options)
    postings.remove('01900000-0000-7000-8000-000000000000')

    expect(shares.at(-1)).toBe(1)
    await expect(changing).rejects.toThrow('changed while all lists were being rebuilt')
  })
})
