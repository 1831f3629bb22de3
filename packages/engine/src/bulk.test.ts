import { generatedAt } from '@zhihe/scoring/arbitraries'
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

describe('rebuildAll', { timeout: 120_000 }, () => {
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
