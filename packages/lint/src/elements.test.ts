import { describe, expect, it } from 'vitest'
import { missingElements } from './elements.ts'
import { elementRuleIds, type LintInput } from './finding.ts'

const complete: LintInput = {
  texts: { requirementsText: '认真', description: '包装' },
  facts: {
    headcount: 2,
    regionCode: '330106',
    pay: { minFen: 300_000, maxFen: null, unit: 'month', negotiable: false },
    closesAt: '2026-12-31T00:00:00+08:00',
    hasEmployer: true,
  },
}

describe('missingElements', () => {
  it('asks nothing of a posting that states all', () => {
    expect(missingElements(complete)).toEqual([])
  })

  it.each([
    ['missing_employer', { ...complete, facts: { ...complete.facts, hasEmployer: false } }],
    ['missing_headcount', { ...complete, facts: { ...complete.facts, headcount: undefined } }],
    ['missing_conditions', { ...complete, texts: { description: '包装' } }],
    ['missing_description', { ...complete, texts: { requirementsText: '认真', description: '  ' } }],
    ['missing_region', { ...complete, facts: { ...complete.facts, regionCode: undefined } }],
    ['missing_pay', { ...complete, facts: { ...complete.facts, pay: { minFen: null, maxFen: null, unit: 'month', negotiable: false } } }],
    ['missing_validity', { ...complete, facts: { ...complete.facts, closesAt: undefined } }],
  ] as const)('names %s and nothing else', (ruleId, input) => {
    expect(missingElements(input)).toMatchObject([{ ruleId, severity: 'ask', start: 0, end: 0 }])
  })

  it('names every element of an empty posting, the employer left to the contract', () => {
    expect(missingElements({ texts: {}, facts: {} }).map(({ ruleId }) => ruleId)).toEqual(
      elementRuleIds.filter((id) => id !== 'missing_employer'),
    )
    expect(missingElements({ texts: { employerName: '' }, facts: {} }).map(({ ruleId }) => ruleId)).toEqual([...elementRuleIds])
  })

  it('takes negotiable pay as stated', () => {
    const facts = { ...complete.facts, pay: { minFen: null, maxFen: null, unit: 'month', negotiable: true } }

    expect(missingElements({ ...complete, facts })).toEqual([])
  })
})
