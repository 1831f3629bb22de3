import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { bodilyRuleIds, type Severity, type TextRuleId } from './finding.ts'

/** Employment plans whose text says something about the wording of postings; codes as in the policy digest. */
export type PlanCode = 'HZ' | 'SH2' | 'FJ'

export interface PlanClause {
  plan: PlanCode
  /** Leading digits of a GB/T 2260 code. */
  region: string
  /** First and last day in force, `YYYY-MM-DD`. */
  from: string
  to: string
  employers: readonly EmployerKind[]
  rules: readonly TextRuleId[]
  /** How grave a find of these rules is at least: plainly unrelated to the work, or not to be told. */
  unrelated: Severity
  unsure: Severity
  /** Title, number and clause. */
  source: string
  /** Where the first day comes from. */
  dated: string
}

const publicBodies = ['party_government', 'public_institution', 'federation'] as const
const hangzhou = {
  plan: 'HZ',
  region: '3301',
  from: '2023-05-24',
  to: '2025-12-31',
  // Age, types and grades, household: "may be relaxed as fitting". That forbids nothing; the employer is told instead of asked.
  rules: ['age_cap_young', 'disability_grade_limit', 'hukou_limit'],
  unrelated: 'warn',
  unsure: 'warn',
  dated: 'stated in the plan',
} as const

/**
 * What the plans say, and no more. 金华, 上海 2023-2024, 吉林 and 广州 say nothing on wording; the national plan (国办发〔2025〕23号) was not at hand.
 * Both are left out rather than guessed.
 */
export const planClauses: readonly PlanClause[] = [
  { ...hangzhou, employers: publicBodies, source: '杭州市促进残疾人就业行动方案(2023—2025年)(杭政办函〔2023〕39号)二(一)1' },
  { ...hangzhou, employers: ['state_enterprise'], source: '杭州市促进残疾人就业行动方案(2023—2025年)(杭政办函〔2023〕39号)二(一)2' },
  {
    plan: 'SH2',
    region: '31',
    from: '2026-01-01',
    to: '2027-12-31',
    employers: publicBodies,
    // No demand on the body that has nothing to do with the post, beyond 具有正常履行职责的身体条件.
    rules: bodilyRuleIds,
    unrelated: 'block',
    unsure: 'warn',
    source: '上海市促进残疾人就业三年行动方案 一(一)',
    dated: 'the day of issue is not in the text; the number given for it is of 2025, so that it is in force from 2026 at the latest',
  },
  {
    plan: 'FJ',
    region: '35',
    from: '2025-10-11',
    to: '2027-12-31',
    employers: publicBodies,
    // Nobody is refused for a disability that does not touch the duties.
    rules: ['body.no_disability', 'body.sense', 'body.limbs', 'soft_exclusion'],
    unrelated: 'block',
    unsure: 'warn',
    source: '福建省促进残疾人就业三年行动方案(2025—2027年)一(二)',
    dated: 'in force from its issue; published on this day according to a secondary account',
  },
  {
    plan: 'FJ',
    region: '35',
    from: '2025-10-11',
    to: '2027-12-31',
    employers: publicBodies,
    // "May be relaxed as the rules allow": age and household.
    rules: ['age_cap_young', 'hukou_limit'],
    unrelated: 'warn',
    unsure: 'warn',
    source: '福建省促进残疾人就业三年行动方案(2025—2027年)一(二)',
    dated: 'in force from its issue; published on this day according to a secondary account',
  },
]

/**
 * The plans in force at a place on a day.
 * @param regionCode GB/T 2260
 * @param asOf `YYYY-MM-DD`
 */
export function plansInForceAt(regionCode: string, asOf: string): PlanCode[] {
  const inForce = planClauses.filter(({ region, from, to }) => regionCode.startsWith(region) && from <= asOf && asOf <= to)
  return [...new Set(inForce.map(({ plan }) => plan))]
}
