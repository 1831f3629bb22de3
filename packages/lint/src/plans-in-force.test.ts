import { describe, expect, it } from 'vitest'
import type { LintFacts } from './finding.ts'
import { lintPosting } from './lint-posting.ts'
import { planClauses, plansInForceAt } from './plans-in-force.ts'

function severities(requirementsText: string, facts: LintFacts) {
  return lintPosting({ texts: { title: '文员', requirementsText }, facts })
    .filter(({ field }) => field === 'requirementsText')
    .filter(({ ruleId }) => !ruleId.startsWith('missing_'))
    .map(({ severity }) => severity)
}

describe('the plans in force', () => {
  it.each([
    ['330106', '2025-12-31', ['HZ']],
    ['330106', '2026-01-01', []],
    ['330106', '2023-05-23', []],
    ['330702', '2025-06-01', []],
    ['310115', '2026-11-22', ['SH2']],
    ['310115', '2028-01-01', []],
    ['350102', '2025-10-11', ['FJ']],
    ['350102', '2025-10-10', []],
    ['220102', '2026-11-22', []],
    ['440103', '2024-06-01', []],
  ])('at %s on %s are %j', (regionCode, asOf, plans) => {
    expect(plansInForceAt(regionCode, asOf)).toEqual(plans)
  })

  it('say of every clause where it stands and where its first day comes from', () => {
    for (const { source, dated, from, to } of planClauses) {
      expect(source).not.toBe('')
      expect(dated).not.toBe('')
      expect(from < to).toBe(true)
    }
  })
})

describe('severity under a plan', () => {
  it('stops a bodily demand of a public body in 上海 that has nothing to do with the post, 一(一)', () => {
    expect(severities('五官端正', { employerKind: 'public_institution', plansInForce: ['SH2'] })).toEqual(['block'])
    expect(severities('身体健康', { employerKind: 'party_government', plansInForce: ['SH2'] })).toEqual(['block'])
    expect(severities('具有正常履行职责的身体条件', { employerKind: 'party_government', plansInForce: ['SH2'] })).toEqual([])
  })

  it('binds no enterprise that the clause does not name', () => {
    expect(severities('五官端正', { employerKind: 'private', plansInForce: ['SH2'] })).toEqual(['warn'])
    expect(severities('五官端正', { employerKind: 'state_enterprise', plansInForce: ['SH2'] })).toEqual(['warn'])
  })

  it('stops a refusal for a disability that does not touch the duties of a public body in 福建, 一(二)', () => {
    expect(severities('四肢健全', { employerKind: 'public_institution', plansInForce: ['FJ'] })).toEqual(['block'])
    expect(severities('四肢健全', { employerKind: 'private', plansInForce: ['FJ'] })).toEqual(['warn'])
    expect(severities('五官端正', { employerKind: 'public_institution', plansInForce: ['FJ'] })).toEqual(['warn'])
  })

  it('tells public bodies and state enterprises of 杭州 what may be relaxed, instead of asking, 二(一)1 and 2', () => {
    expect(severities('限听力残疾三级', { employerKind: 'private', plansInForce: ['HZ'] })).toEqual(['ask'])
    expect(severities('限听力残疾三级', { employerKind: 'state_enterprise', plansInForce: ['HZ'] })).toEqual(['warn'])
    expect(severities('本地户籍优先', { employerKind: 'party_government', plansInForce: ['HZ'] })).toEqual(['warn'])
  })

  it('never makes a lawful wording a finding', () => {
    for (const plansInForce of [['HZ'], ['SH2'], ['FJ']])
      expect(severities('残疾人优先,限残疾人报名', { employerKind: 'party_government', plansInForce })).toEqual([])
  })
})
