import { educationRank } from '@zhihe/vocabulary/education'
import { answerTo } from '../demand-answers.ts'
import { evidenceBy, sayingBy } from '../explain-telling.ts'
import type { Demand, Pair } from '../facts.ts'
import type { Notebook } from '../notebook.ts'
import { accommodationsLifting, isOffered } from '../offers.ts'
import { bestSkill, isHeld } from '../skill-fit.ts'
import { relaxationFor } from './relaxed.ts'
import type { Check, Finding } from './rule.ts'

const confirmEducation = sayingBy('confirm_education', 'education')
const confirmLicence = sayingBy('confirm_licence', 'licence')
const licenceUnknown = evidenceBy('unknown', 'licence_unknown', 'licence')
const licenceHeld = evidenceBy('met', 'licence_held', 'licence')
const licenceNotHeld = evidenceBy('unmet', 'licence_not_held', 'licence')
const askCapability = sayingBy('ask_capability', 'icf')
const offerAccommodation = sayingBy('offer_accommodation', 'icf', 'accommodations')
const raiseSkill = sayingBy('raise_skill', 'skill', 'level')

export const checkEducation: Check = (pair, notebook) => {
  const { education: minimum } = pair.posting
  const { education } = pair.jobseeker
  if (minimum === null || educationRank(minimum) === 0 || relaxationFor(pair, 'education') !== null) return null
  if (education === null) {
    notebook?.action(confirmEducation(minimum))
    return 'conditional'
  }
  return educationRank(education) < educationRank(minimum) ? 'education_below_minimum' : null
}

export const checkLicences: Check = ({ posting, jobseeker }, notebook) => {
  if (posting.licences.length === 0) return null
  if (jobseeker.licences === null) {
    for (const licence of posting.licences) notebook?.action(confirmLicence(licence))
    return 'conditional'
  }
  for (const licence of posting.licences) if (!jobseeker.licences.includes(licence)) return 'licence_missing'
  return null
}

/** Licences decide in a rule and earn no points, but they are part of why somebody can do a job. */
export function noteLicences({ posting, jobseeker }: Pair, notebook: Notebook): void {
  for (const licence of posting.licences) {
    if (jobseeker.licences === null) notebook.evidence('skills', licenceUnknown(licence))
    else if (jobseeker.licences.includes(licence)) notebook.evidence('skills', licenceHeld(licence))
    else notebook.evidence('skills', licenceNotHeld(licence))
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
  const { finding, missing } = answerTo(demand, posting, jobseeker)
  if (finding !== 'conditional') return finding
  if (missing === 0) notebook?.action(askCapability(icf))
  else notebook?.action(offerAccommodation(icf, accommodationsLifting(icf, missing)))
  return 'conditional'
}

export const checkNeeds: Check = ({ posting, jobseeker }, notebook) => {
  let outcome: Finding = null
  for (const { code, required } of jobseeker.accommodationsNeeded ?? []) {
    if (!required || isOffered(posting, code)) continue
    notebook?.action(offerAccommodation(undefined, [code]))
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
    notebook?.action(raiseSkill(required.code, required.level))
    outcome = 'conditional'
  }
  return outcome
}
