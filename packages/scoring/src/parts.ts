import { rateAccommodation } from './components/accommodation.ts'
import { rateEducation } from './components/education.ts'
import { rateExperience } from './components/experience.ts'
import { rateFunction } from './components/function.ts'
import { rateLocation } from './components/location.ts'
import { ratePay } from './components/pay.ts'
import { ratePolicy } from './components/policy.ts'
import { ratePreference } from './components/preference.ts'
import { rateSkills } from './components/skills.ts'
import type { Context, JobseekerFacts, Pair, PostingFacts } from './facts.ts'
import type { Notebook, Rating } from './notebook.ts'
import { checkAge, noteRelaxedAge } from './rules/age.ts'
import { checkDemands, checkEducation, checkLicences, checkMustSkills, checkNeeds, noteLicences } from './rules/requirements.ts'
import type { Check } from './rules/rule.ts'
import { checkJobseeker, checkPosting, checkStatement } from './rules/standing.ts'
import { checkCommute, checkEmploymentForm, checkPay, checkRegion, checkWorkMode } from './rules/wishes.ts'
import type { ComponentKey } from './weights.ts'

export type PartKey =
  | 'posting'
  | 'jobseeker'
  | 'age'
  | 'education'
  | 'licences'
  | 'preference'
  | 'location'
  | 'pay'
  | 'function'
  | 'skills'
  | 'accommodation'
  | 'experience'
  | 'policy'
  | 'statement'

/** The facts a part reads; changing any other moves none of its numbers, reasons or actions. */
export interface Reads {
  posting: readonly (keyof PostingFacts)[]
  jobseeker: readonly (keyof JobseekerFacts)[]
  context: readonly (keyof Context)[]
}

/** One concern of a match, whole: what it reads, what it demands, what it is worth, what it says. */
export interface Part {
  key: PartKey
  reads: Reads
  /** Hard rules in order; the first that excludes ends the match. */
  checks: readonly Check[]
  /** The component that `rate` fills. */
  component?: ComponentKey
  rate?: (pair: Pair, notebook?: Notebook) => Rating
  /** Evidence that rests on no rating; written before that of any `rate`, whatever the verdict. */
  note?: (pair: Pair, notebook: Notebook) => void
}

/** In the order of the rules: the first that excludes is the one a person is told, so the plainest stand first. */
export const parts: readonly Part[] = [
  {
    key: 'posting',
    reads: { posting: ['status', 'opensAt', 'closesAt', 'headcount'], jobseeker: [], context: ['at'] },
    checks: [checkPosting],
  },
  { key: 'jobseeker', reads: { posting: [], jobseeker: ['active', 'consentsToMatching'], context: [] }, checks: [checkJobseeker] },
  {
    key: 'age',
    reads: { posting: ['age', 'regionCode', 'channel'], jobseeker: ['birthMonth', 'sex'], context: ['at', 'relaxations'] },
    checks: [checkAge],
    note: noteRelaxedAge,
  },
  {
    key: 'education',
    reads: { posting: ['education', 'regionCode', 'channel'], jobseeker: ['education'], context: ['relaxations'] },
    checks: [checkEducation],
    component: 'education',
    rate: rateEducation,
  },
  {
    key: 'licences',
    reads: { posting: ['licences'], jobseeker: ['licences'], context: [] },
    checks: [checkLicences],
    note: noteLicences,
  },
  {
    key: 'preference',
    reads: {
      posting: ['employmentForm', 'workMode', 'occupationCode'],
      jobseeker: ['employmentForms', 'workModes', 'desiredOccupations'],
      context: [],
    },
    checks: [checkEmploymentForm, checkWorkMode],
    component: 'preference',
    rate: ratePreference,
  },
  {
    key: 'location',
    reads: {
      posting: ['workMode', 'regionCode'],
      jobseeker: ['regionCode', 'willingRegions', 'commuteMaxKm', 'commuteMaxMinutes', 'commuteModes'],
      context: [],
    },
    checks: [checkRegion, checkCommute],
    component: 'location',
    rate: rateLocation,
  },
  {
    key: 'pay',
    reads: { posting: ['pay'], jobseeker: ['payFloorFen'], context: [] },
    checks: [checkPay],
    component: 'pay',
    rate: ratePay,
  },
  {
    key: 'function',
    reads: { posting: ['demands', 'accommodations', 'workMode'], jobseeker: ['capabilities'], context: [] },
    checks: [checkDemands],
    component: 'function',
    rate: rateFunction,
  },
  {
    key: 'skills',
    reads: { posting: ['skills'], jobseeker: ['skills'], context: [] },
    checks: [checkMustSkills],
    component: 'skills',
    rate: rateSkills,
  },
  {
    key: 'accommodation',
    reads: { posting: ['accommodations', 'workMode'], jobseeker: ['accommodationsNeeded'], context: [] },
    checks: [checkNeeds],
    component: 'accommodation',
    rate: rateAccommodation,
  },
  {
    key: 'experience',
    reads: { posting: ['experienceYears', 'occupationCode'], jobseeker: ['experience'], context: [] },
    checks: [],
    component: 'experience',
    rate: rateExperience,
  },
  {
    key: 'policy',
    reads: { posting: ['channel', 'employerKind'], jobseeker: [], context: [] },
    checks: [],
    component: 'policy',
    rate: ratePolicy,
  },
  { key: 'statement', reads: { posting: ['statementTypes'], jobseeker: [], context: [] }, checks: [checkStatement] },
]

const byKey = new Map(parts.map((part) => [part.key, part]))

/** The part of that name. */
export function partOf(key: PartKey): Part {
  const part = byKey.get(key)
  if (part === undefined) throw new Error(`there is no part "${key}"`)
  return part
}
