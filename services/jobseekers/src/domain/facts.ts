import type { JobseekerFacts } from '@zhihe/contracts/facts'
import type { Profile } from '@zhihe/contracts/jobseeker'

export interface FactsSource {
  id: string
  version: number
  isActive: boolean
  consentsToMatching: boolean
  profile: Profile
}

/**
 * What matching is told of a person: facts that score, under an id that means nothing elsewhere. Of a person who is not to be matched it is
 * told nothing at all, so that it forgets what it knew.
 */
export function toFacts({ id, version, isActive, consentsToMatching, profile }: FactsSource): JobseekerFacts {
  if (!isActive || !consentsToMatching) return { id, version, ...nothingKnown }
  return {
    id,
    version,
    active: true,
    consentsToMatching: true,
    birthMonth: profile.birthMonth ?? null,
    sex: profile.sex ?? null,
    education: profile.education ?? null,
    regionCode: profile.regionCode,
    willingRegions: profile.willingRegions ?? null,
    commuteMaxKm: profile.commuteMaxKm ?? null,
    commuteMaxMinutes: profile.commuteMaxMinutes ?? null,
    commuteModes: profile.commuteModes ?? null,
    workModes: profile.workModes ?? null,
    employmentForms: profile.employmentForms ?? null,
    desiredOccupations: profile.desiredOccupations ?? null,
    payFloorFen: profile.payFloorFen ?? null,
    skills: profile.skills.flatMap(({ code, level, evidence }) => (code === undefined ? [] : [{ code, level, evidence }])),
    licences: profile.licences ?? null,
    experience: profile.experience ?? null,
    // What is only expected of her is a question of her file (decision 023), and nothing that matching may reckon with.
    capabilities: profile.capabilities.flatMap(({ icf, difficulty, source }) => (source === 'prior' ? [] : [{ icf, difficulty, source }])),
    accommodationsNeeded: profile.accommodationsNeeded ?? null,
  }
}

/** What matching is told of somebody of whom it may know nothing. */
export const nothingKnown = {
  active: false,
  consentsToMatching: false,
  birthMonth: null,
  sex: null,
  education: null,
  regionCode: null,
  willingRegions: null,
  commuteMaxKm: null,
  commuteMaxMinutes: null,
  commuteModes: null,
  workModes: null,
  employmentForms: null,
  desiredOccupations: null,
  payFloorFen: null,
  skills: [],
  licences: null,
  experience: null,
  capabilities: [],
  accommodationsNeeded: null,
} satisfies Omit<JobseekerFacts, 'id' | 'version'>
