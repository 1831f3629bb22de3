import { postingFacts } from '@zhihe/contracts/facts'
import { type PostingContent, postingContent } from '@zhihe/contracts/posting'
import { occupationDemands, occupations } from '@zhihe/vocabulary/occupation'
import { skills } from '@zhihe/vocabulary/skill'
import { describe, expect, it } from 'vitest'
import { toFacts } from './facts.ts'

const id = '01890000-0000-7000-8000-000000000002'
const occupation = occupations.find(({ demands }) => demands.length > 2)!
const [assumed, ...others] = occupationDemands(occupation.code)
const skill = skills[0]!.code

function factsOf(overrides: Record<string, unknown>) {
  const content: PostingContent = postingContent.parse({ employerId: id, title: '云客服', ...overrides })
  return toFacts({ id, version: 3, content: { ...content, regionCode: '330106' } }, 'platform')
}

describe('toFacts', () => {
  it('keeps to the contract', () => {
    const facts = factsOf({ occupationCode: occupation.code })

    expect(postingFacts.parse(facts)).toEqual(facts)
    expect(facts).toMatchObject({ id, version: 3, status: 'open', employerKind: 'platform', headcount: null, pay: null })
  })

  it('tells skills by code and leaves words behind', () => {
    const stated = [
      { code: skill, level: 3, must: true },
      { text: '会包粽子', level: 1, must: false },
    ]

    expect(factsOf({ skills: stated }).skills).toEqual([{ code: skill, level: 3, must: true }])
  })

  it.each([
    [null, null, false, null],
    [300_000, null, false, { minFen: 300_000, maxFen: 300_000, unit: 'month', negotiable: true }],
    [null, 500_000, false, { minFen: 500_000, maxFen: 500_000, unit: 'month', negotiable: true }],
    [300_000, 500_000, false, { minFen: 300_000, maxFen: 500_000, unit: 'month', negotiable: false }],
  ])('reads pay from %s to %s', (minFen, maxFen, negotiable, expected) => {
    expect(factsOf({ pay: { minFen, maxFen, unit: 'month', negotiable } }).pay).toEqual(expected)
  })

  it('adds what the occupation usually asks where nothing is stated, never as essential', () => {
    const stated = { icf: assumed!.icf, tolerated: 0, essential: true, source: 'stated', reason: '整天打字' }

    const { demands } = factsOf({ occupationCode: occupation.code, demands: [stated] })

    expect(demands).toEqual([
      { icf: assumed!.icf, tolerated: 0, essential: true, source: 'stated' },
      ...others.map(({ icf, tolerated }) => ({ icf, tolerated, essential: false, source: 'occupation' })),
    ])
  })

  it('tells how a statement was read and not its words', () => {
    const facts = factsOf({ employerStatement: { text: '限听力三级', types: [{ type: 'hearing', grades: [3] }] } })

    expect(facts.statementTypes).toEqual([{ type: 'hearing', grades: [3] }])
    expect(JSON.stringify(facts)).not.toContain('限听力')
  })
})
