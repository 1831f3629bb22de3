import type { LintFacts, Severity, TextRuleId } from './finding.ts'

// What the law forbids in so many words stops a posting; what it forbids by way of "no discrimination" is told to the employer.
const plainlyUnlawful: ReadonlySet<TextRuleId> = new Set([
  'body.no_disability',
  'body.infectious_disease',
  'gender',
  'ethnicity_or_native_place',
  'marital_or_parental',
  'fee_or_deposit',
  'nominal_employment',
])
const bodily: ReadonlySet<TextRuleId> = new Set([
  'body.generic_health',
  'body.appearance',
  'body.height_weight',
  'body.no_disability',
  'body.sense',
  'body.limbs',
  'body.infectious_disease',
])
// A statement on types and grades is kept for review and never stops a posting.
const neverBlocks: ReadonlySet<TextRuleId> = new Set(['disability_grade_limit'])

const publicEmployers: ReadonlySet<string> = new Set(['party_government', 'public_institution', 'state_enterprise', 'federation'])
// Plans that forbid public recruiters bodily demands unrelated to the post, or refusal for a disability that does not touch the duties.
const bodilyPlans: ReadonlySet<string> = new Set(['SH2', 'FJ', 'CN-2025', 'JL'])

// 杭州 asks public bodies and state enterprises to relax limits of type and grade.
const gradePlans: ReadonlySet<string> = new Set(['HZ'])

/** How grave a find is: by rule, by whether the work may need it, by who hires and by the plans in force. */
export function severityOf(ruleId: TextRuleId, relevance: boolean | null, facts: LintFacts): Severity {
  const isPublic = facts.employerKind !== undefined && publicEmployers.has(facts.employerKind)
  const isUnderPlan = facts.plansInForce?.some((code) => bodilyPlans.has(code)) ?? false
  const isRelaxed = ruleId === 'disability_grade_limit' && (facts.plansInForce?.some((code) => gradePlans.has(code)) ?? false)
  if (relevance === null) return isPublic && (bodily.has(ruleId) || isRelaxed) ? 'warn' : 'ask'
  if (neverBlocks.has(ruleId)) return 'warn'
  if (plainlyUnlawful.has(ruleId)) return 'block'
  return isPublic && isUnderPlan && bodily.has(ruleId) ? 'block' : 'warn'
}
