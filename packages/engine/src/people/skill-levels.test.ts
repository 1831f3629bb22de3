import { generatedAt } from '@zhihe/scoring/arbitraries'
import type { HeldSkill, RequiredSkill } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import { jobseeker, posting } from '@zhihe/scoring/sample-facts'
import { nearEquals, skills } from '@zhihe/vocabulary/skill'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlainEngine } from '../plain-engine.ts'
import { uuid } from '../sample-ids.ts'
import { createGatherer } from './gather.ts'
import { bitmap, rowWords } from './layout.ts'
import { createPeople } from './people.ts'
import { createPeopleIndex } from './people-index.ts'
import { createCompiler } from './question.ts'
import { pointsOf, rate } from './rated.ts'
import { skillLevels, topLevel } from './skill-levels.ts'
import { createSkillSum, outcomeIn, sumIn } from './skill-sum.ts'

const [first = ''] = skills.filter(({ nearEqual = [] }) => nearEqual.length > 0).map(({ code }) => code)
const family = skills.find(({ code }) => code === first)?.family
// The same, nearly the same, of one family, and of others.
const codes = [...new Set([first, ...nearEquals(first), ...skills.filter((skill) => skill.family === family).map(({ code }) => code)])]
const code = fc.constantFrom(...codes.slice(0, 10), ...skills.slice(-4).map((skill) => skill.code))
const level = fc.constantFrom<1 | 2 | 3 | 4 | 5>(1, 2, 3, 4, 5)
const held: fc.Arbitrary<HeldSkill> = fc.record({ code, level, evidence: fc.constantFrom('verified', 'declared') })
const required: fc.Arbitrary<RequiredSkill> = fc.record({ code, level: fc.constantFrom(1, 2, 3, 4), must: fc.boolean() })
const crowdArbitrary = fc.array(fc.uniqueArray(held, { maxLength: 6, selector: (skill) => skill.code }), { minLength: 1, maxLength: 80 })
const asked = (most: number) => fc.uniqueArray(required, { minLength: 1, maxLength: most, selector: (skill) => skill.code })

const part = partOf('skills')

function build(crowd: readonly HeldSkill[][], needs: readonly RequiredSkill[]) {
  const people = createPeople()
  crowd.forEach((list, place) => people.put(jobseeker({ id: uuid(place), skills: list })))
  const side = { posting: posting({ skills: needs }), context: { at: generatedAt } }
  const question = createCompiler(people).compile(side.posting, side.context)
  if (question === null) throw new Error('these postings are compiled')
  const found = createGatherer(people)({ blocks: people.blocks.blocksOf(null), base: bitmap.live, conditions: [] })
  return { people, side, question, found }
}

describe('what skills earn', () => {
  it('is what scoring says, credits and must skills alike', () => {
    fc.assert(
      fc.property(crowdArbitrary, asked(5), (crowd, needs) => {
        const { people, side, question } = build(crowd, needs)
        const { rows } = people.memory.blocks
        const skillSum = createSkillSum(people, question.lanes)
        crowd.forEach((list, place) => {
          const at = ((people.memory.row[place] as number) - 1) * rowWords
          const start = rows[at + 1] as number
          const sum = skillSum(start, start + ((rows[at + 2] as number) & 63))
          const { outcome, score } = rate(part, side, { skills: list })

          expect(Math.floor(sumIn(sum) / question.lanes.weight)).toBe(score)
          // Of several must skills each says its own; the worst counts.
          expect(Math.max(1, 2 ** Math.floor(Math.log2(outcomeIn(sum) || 1)))).toBe(outcome)
        })
      }),
      { numRuns: 200 },
    )
  })
})

describe('levels of skills', () => {
  it('never stay below what somebody earns, and rise with the points they stand for', () => {
    fc.assert(
      fc.property(crowdArbitrary, asked(8), (crowd, needs) => {
        const { people, side, question, found } = build(crowd, needs)
        const levels = skillLevels(people, question, found)
        for (let word = 0; word < found.words; word += 1) {
          for (let bit = 0; bit < 32; bit += 1) {
            if ((((found.masks[word] as number) >>> bit) & 1) === 0) continue
            const person = people.memory.blocks.rows[((found.rowsFrom[word] as number) + bit) * rowWords] as number
            const reached = Array.from({ length: topLevel }, (_, least) => (((levels?.atLeast(word, least) ?? 0) >>> bit) & 1) === 1)
            const own = reached.lastIndexOf(true)

            expect(reached.slice(0, own + 1).every(Boolean)).toBe(true)
            const { score } = rate(part, side, { skills: crowd[person] ?? [] })
            expect(levels?.pointsAt(own)).toBeGreaterThanOrEqual(pointsOf(part, score))
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('are not told where the shares of all that is asked fit no plane', () => {
    const many = skills.slice(0, 30).map(({ code }): RequiredSkill => ({ code, level: 1, must: true }))
    const { people, question, found } = build([[]], many)

    expect(skillLevels(people, question, found)).toBeNull()
  })
})

describe('a pool read by the level of its skills', () => {
  it('lists whom the plain engine lists, band after band', () => {
    const wishes = fc.record({
      payFloorFen: fc.constantFrom(null, 100_000, 400_000),
      regionCode: fc.constantFrom('330106', '330109', null),
    })
    const persons = fc.array(fc.tuple(fc.uniqueArray(held, { maxLength: 5, selector: (skill) => skill.code }), wishes), {
      minLength: 12,
      maxLength: 60,
    })
    fc.assert(
      fc.property(persons, asked(5), fc.integer({ min: 1, max: 6 }), (crowd, needs, limit) => {
        const people = createPeople()
        const plain = createPlainEngine()
        crowd.forEach(([skills, facts], place) => {
          const person = jobseeker({ id: uuid(place), skills, ...facts })
          people.put(person)
          plain.putJobseeker(person)
        })
        const work = posting({ skills: needs.map((need) => ({ ...need, must: false })), regionCode: '330106' })
        const query = { at: generatedAt, limit }

        expect(createPeopleIndex(people, { from: 2, first: 2, rows: 4 }).rank(work, query)).toEqual(plain.rankForPosting(work, query))
      }),
      { numRuns: 300 },
    )
  })
})
