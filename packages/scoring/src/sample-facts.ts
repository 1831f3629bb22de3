import type { JobseekerFacts, PostingFacts } from './facts.ts'

/** An open posting that states nothing but where it is; a test or benchmark says what matters to it. */
export function posting(facts: Partial<PostingFacts> = {}): PostingFacts {
  return {
    id: 'posting',
    version: 1,
    status: 'open',
    opensAt: null,
    closesAt: null,
    headcount: 1,
    employerKind: 'private',
    channel: 'open',
    employmentForm: 'full_time',
    workMode: 'onsite',
    regionCode: '330106',
    pay: null,
    age: null,
    education: null,
    experienceYears: null,
    occupationCode: null,
    skills: [],
    licences: [],
    demands: [],
    accommodations: [],
    statementTypes: [],
    ...facts,
  }
}

/** A person of 30 in Hangzhou who is looking for work, open to every form and mode, and of whom little else is known. */
export function jobseeker(facts: Partial<JobseekerFacts> = {}): JobseekerFacts {
  return {
    id: 'jobseeker',
    version: 1,
    active: true,
    consentsToMatching: true,
    birthMonth: '1996-05',
    sex: 'female',
    education: null,
    regionCode: '330106',
    willingRegions: null,
    commuteMaxKm: null,
    commuteMaxMinutes: null,
    commuteModes: null,
    workModes: ['onsite', 'remote', 'hybrid'],
    employmentForms: ['full_time', 'part_time', 'flexible', 'home_based'],
    desiredOccupations: null,
    payFloorFen: null,
    skills: [],
    licences: null,
    experience: null,
    capabilities: [],
    accommodationsNeeded: null,
    ...facts,
  }
}
