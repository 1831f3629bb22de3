import { bodilyRuleIds, type LintFacts, type Severity, type TextRuleId } from './finding.ts'
import { planClauses } from './plans-in-force.ts'

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
const bodily: ReadonlySet<TextRuleId> = new Set(bodilyRuleIds)
// A statement on types and grades is kept for review and never stops a posting.
const neverBlocks: ReadonlySet<TextRuleId> = new Set(['disability_grade_limit'])

const publicEmployers: ReadonlySet<string> = new Set(['party_government', 'public_institution', 'state_enterprise', 'federation'])
const weight = { ask: 0, warn: 1, block: 2 } as const satisfies Record<Severity, number>

/** How grave a find is: by rule, by whether the work may need it, by who hires and by the plans in force. */
export function severityOf(ruleId: TextRuleId, relevance: boolean | null, facts: LintFacts): Severity {
  const lawful = lawSeverity(ruleId, relevance, facts)
  const planned = planSeverity(ruleId, relevance, facts)
  const gravest = weight[planned] > weight[lawful] ? planned : lawful
  return gravest === 'block' && neverBlocks.has(ruleId) ? 'warn' : gravest
}

function lawSeverity(ruleId: TextRuleId, relevance: boolean | null, { employerKind }: LintFacts): Severity {
  const isPublic = employerKind !== undefined && publicEmployers.has(employerKind)
  if (relevance === null) return isPublic && bodily.has(ruleId) ? 'warn' : 'ask'
  return plainlyUnlawful.has(ruleId) ? 'block' : 'warn'
}

/** The gravest that a clause of a plan in force makes of the rule for such an employer. */
function planSeverity(ruleId: TextRuleId, relevance: boolean | null, { employerKind, plansInForce = [] }: LintFacts): Severity {
  const bound = planClauses.filter(
    ({ plan, employers, rules }) =>
      plansInForce.includes(plan) && employers.some((kind) => kind === employerKind) && rules.includes(ruleId),
  )
  const said = bound.map(({ unrelated, unsure }) => (relevance === null ? unsure : unrelated))
  return said.toSorted((one, other) => weight[other] - weight[one])[0] ?? 'ask'
}
