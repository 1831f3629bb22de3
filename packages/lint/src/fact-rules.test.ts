import { describe, expect, it } from 'vitest'
import type { LintFacts } from './finding.ts'
import { lintPosting } from './lint-posting.ts'

const ruleIds = (facts: LintFacts, texts: Record<string, string> = { title: '普工' }) =>
  lintPosting({ texts, facts })
    .map(({ ruleId }) => ruleId)
    .filter((id) => !id.startsWith('missing_'))

describe('facts', () => {
  it('tell a young cap that no text states', () => {
    expect(ruleIds({ age: { min: 18, max: 30 } })).toEqual(['age_cap_young'])
    expect(ruleIds({ age: { min: 18, max: 35 } })).toEqual([])
    expect(ruleIds({ age: { min: 18, max: null } })).toEqual([])
  })

  it('are not found again where a text says the same', () => {
    expect(ruleIds({ age: { max: 30 } }, { title: '普工', requirementsText: '30岁以下' })).toEqual(['age_cap_young'])
  })

  it('tell a week that is too long', () => {
    expect(ruleIds({ hours: { perDay: 12, daysPerWeek: 6 } })).toEqual(['illegal_hours'])
    expect(ruleIds({ hours: { perDay: 8, daysPerWeek: 6 } })).toEqual([])
    expect(ruleIds({ hours: { perDay: 12, daysPerWeek: null } })).toEqual([])
  })

  it('make the registration of a public-welfare post a question', () => {
    const relevance = (channel: string) => lintPosting({ texts: { requirementsText: '限本市户籍' }, facts: { channel } })[0]?.relevance

    expect(relevance('public_welfare')).toBeNull()
    expect(relevance('open')).toBe(false)
  })

  it('judge years of birth on their day', () => {
    const born = { title: '文员', requirementsText: '1998年1月1日以后出生' }

    expect(ruleIds({ asOf: '2026-06-01' }, born)).toEqual(['age_cap_young'])
    expect(ruleIds({ asOf: '2034-06-01' }, born)).toEqual([])
    expect(ruleIds({}, born)).toEqual([])
  })
})
