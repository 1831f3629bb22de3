import { generatedAt } from '@zhihe/scoring/arbitraries'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPeople } from './people/people.ts'
import { createPeopleIndex } from './people/people-index.ts'
import { createPlainEngine } from './plain-engine.ts'
import { applyChange, changesArbitrary, questionArbitrary } from './worlds.ts'

const numRuns = Math.ceil(Number(process.env['ZHIHE_LAW_RUNS'] ?? 2_000) / 10)
const moments = [generatedAt, new Date(generatedAt.getTime() + 400 * 86_400_000), new Date(generatedAt.getTime() + 1)]

describe('a posting asked about again', { timeout: Math.max(240_000, numRuns * 600) }, () => {
  it('is answered as if it were asked for the first time, after other changes, at another moment, under other relaxations', () => {
    fc.assert(
      fc.property(changesArbitrary(), fc.array(questionArbitrary, { minLength: 3, maxLength: 3 }), (changes, drawn) => {
        const plain = createPlainEngine()
        const people = createPeople()
        const index = createPeopleIndex(people)
        const postings = changes.flatMap((change) => (change.kind === 'posting' ? [change.facts] : [])).slice(0, 6)
        const share = Math.ceil(changes.length / moments.length)

        moments.forEach((at, turn) => {
          for (const change of changes.slice(turn * share, (turn + 1) * share)) {
            applyChange(plain, change)
            if (change.kind === 'jobseeker') people.put(change.facts)
            else if (change.kind === 'remove_jobseeker') people.remove(change.id)
            else if (change.kind === 'recommendations') people.setRecommendations(change.id, change.count)
          }
          for (const posting of postings) {
            for (const question of drawn) {
              expect(index.rank(posting, { ...question, at })).toEqual(plain.rankForPosting(posting, { ...question, at }))
            }
          }
        })
      }),
      { numRuns },
    )
  })
})
