import type { Pair } from '../facts.ts'
import type { Notebook } from '../notebook.ts'
import { checkAge } from './age.ts'
import { checkDemands, checkEducation, checkLicences, checkMustSkills, checkNeeds } from './requirements.ts'
import type { Check, RuleCode } from './rule.ts'
import { checkJobseeker, checkPosting, checkStatement } from './standing.ts'
import { checkEmploymentForm, checkPay, checkRegion, checkWorkMode } from './wishes.ts'

export type Verdict = 'eligible' | 'conditional' | 'ineligible'

export interface Ruling {
  verdict: Verdict
  rule: RuleCode | null
}

// The first that excludes is the one a person is told, so the plainest stand first.
const checks: readonly Check[] = [
  checkPosting,
  checkJobseeker,
  checkAge,
  checkEducation,
  checkLicences,
  checkEmploymentForm,
  checkWorkMode,
  checkRegion,
  checkPay,
  checkDemands,
  checkMustSkills,
  checkNeeds,
  checkStatement,
]

const eligible: Ruling = { verdict: 'eligible', rule: null }
const conditional: Ruling = { verdict: 'conditional', rule: null }

/** Runs every hard rule; one that excludes ends it, conditions add up. */
export function rule(pair: Pair, notebook?: Notebook): Ruling {
  let ruling = eligible
  for (const check of checks) {
    const found = check(pair, notebook)
    if (found === null) continue
    if (found !== 'conditional') return { verdict: 'ineligible', rule: found }
    ruling = conditional
  }
  return ruling
}
