import type { HeldSkill, SkillLevel } from '@zhihe/scoring/facts'
import { bestSkill } from '@zhihe/scoring/skill-fit'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { skills } from '@zhihe/vocabulary/skill'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPostingTerms } from './memory.ts'
import { createPersonWriter } from './person.ts'
import { skillRow } from './skill-credits.ts'

// Two families in full, so that same, near-equal and merely related skills meet; and a code nobody knows.
const families = [...new Set(skills.map(({ family }) => family))].slice(0, 2)
const codes = [...skills.filter(({ family }) => families.includes(family)).map(({ code }) => code), 'unheard_of']
const level = fc.constantFrom<SkillLevel>(1, 2, 3, 4, 5)
const held: fc.Arbitrary<HeldSkill[]> = fc.array(fc.record({ code: fc.constantFrom(...codes), level, evidence: fc.constant('declared') }), {
  maxLength: 6,
})

describe('the credits of a person', () => {
  it('are what scoring gives for any required skill, with a reader that has read others before', () => {
    const terms = createPostingTerms()
    terms.skills.add('unheard_of')
    const { person, begin, addSkill } = createPersonWriter(terms)
    fc.assert(
      fc.property(held, fc.constantFrom(...codes), level, (skills, code, asked) => {
        const jobseeker = { ...unsaidJobseeker, skills }
        begin()
        for (const held of skills) addSkill(terms.skills.find(held.code), held.level)
        const { skillCredit, familyCredit, cellOfRow } = person
        const row = skillRow(terms.skills.find(code), asked)

        const credit = Math.max(skillCredit[row] ?? 0, familyCredit[cellOfRow[row] ?? 0] ?? 0)

        expect(credit).toBe(bestSkill(jobseeker, { code, level: asked, must: true }).credit)
      }),
      { numRuns: 3_000 },
    )
  })
})
