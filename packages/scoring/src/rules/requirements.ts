import { educationRank } from '@zhihe/vocabulary/education'
import { capabilityFor, meetsAnyone, overload } from '../demand-fit.ts'
import type { Demand, Pair } from '../facts.ts'
import type { Notebook } from '../notebook.ts'
import { accommodationsLifting, canBeLifted, isOffered, offeredLift } from '../offers.ts'
import { bestSkill, isHeld } from '../skill-fit.ts'
import { relaxationFor } from './relaxed.ts'
import type { Check, Finding } from './rule.ts'

export const checkEducation: Check = (pair, notebook) => {
  const { education: minimum } = pair.posting
  const { education } = pair.jobseeker
  if (minimum === null || educationRank(minimum) === 0 || relaxationFor(pair, 'education') !== null) return null
  if (education === null) {
    notebook?.action({ code: 'confirm_education', params: { education: minimum } })
    return 'conditional'
  }
  return educationRank(education) < educationRank(minimum) ? 'education_below_minimum' : null
}

export const checkLicences: Check = ({ posting, jobseeker }, notebook) => {
  if (posting.licences.length === 0) return null
  if (jobseeker.licences === null) {
    for (const licence of posting.licences) notebook?.action({ code: 'confirm_licence', params: { licence } })
    return 'conditional'
  }
  for (const licence of posting.licences) if (!jobseeker.licences.includes(licence)) return 'licence_missing'
  return null
}

/** Licences decide in a rule and earn no points, but they are part of why somebody can do a job. */
export function noteLicences({ posting, jobseeker }: Pair, notebook: Notebook): void {
  for (const licence of posting.licences) {
    const params = { licence }
    if (jobseeker.licences === null) notebook.evidence('skills', 'unknown', { code: 'licence_unknown', params })
    else if (jobseeker.licences.includes(licence)) notebook.evidence('skills', 'met', { code: 'licence_held', params })
    else notebook.evidence('skills', 'unmet', { code: 'licence_not_held', params })
  }
}

/** A demand of the occupation is an assumption and is not looked at; the others decide when they are essential. */
export const checkDemands: Check = (pair, notebook) => {
  let outcome: Finding = null
  for (const demand of pair.posting.demands) {
    if (!demand.essential || demand.source === 'occupation') continue
    const found = checkDemand(pair, demand, notebook)
    if (found === 'essential_demand_unmet') return found
    outcome ??= found
  }
  return outcome
}

function checkDemand({ posting, jobseeker }: Pair, demand: Demand, notebook: Notebook | undefined): Finding {
  const { icf } = demand
  const lift = offeredLift(posting, icf)
  if (meetsAnyone(demand, lift)) return null
  const capability = capabilityFor(jobseeker, icf)
  // A prior does not settle an essential demand: it leaves the question open, exactly as if nothing were assumed.
  if (capability === null || capability.source === 'prior') {
    notebook?.action({ code: 'ask_capability', params: { icf } })
    return 'conditional'
  }
  if (overload(capability.difficulty, demand, lift) === 0) return null
  const steps = capability.difficulty - demand.tolerated
  if (!canBeLifted(icf, steps)) return 'essential_demand_unmet'
  notebook?.action({ code: 'offer_accommodation', params: { icf, accommodations: accommodationsLifting(icf, steps) } })
  return 'conditional'
}

export const checkNeeds: Check = ({ posting, jobseeker }, notebook) => {
  let outcome: Finding = null
  for (const { code, required } of jobseeker.accommodationsNeeded ?? []) {
    if (!required || isOffered(posting, code)) continue
    notebook?.action({ code: 'offer_accommodation', params: { accommodations: [code] } })
    outcome = 'conditional'
  }
  return outcome
}

export const checkMustSkills: Check = ({ posting, jobseeker }, notebook) => {
  let outcome: Finding = null
  for (const required of posting.skills) {
    if (!required.must) continue
    const fit = bestSkill(jobseeker, required)
    if (fit.credit === 0) return 'must_skill_missing'
    if (isHeld(fit)) continue
    notebook?.action({ code: 'raise_skill', params: { skill: required.code, level: required.level } })
    outcome = 'conditional'
  }
  return outcome
}
