import type { JobseekerFacts, PostingFacts } from './facts.ts'

const nobody = { id: '00000000-0000-7000-8000-000000000000', version: 1 }

/** A posting that asks for nothing and of which nothing is known but that it is open; kind and place are there because every posting has them. */
export const unsaidPosting: PostingFacts = {
  ...nobody,
  status: 'open',
  opensAt: null,
  closesAt: null,
  headcount: null,
  employerKind: 'private',
  channel: 'open',
  employmentForm: 'full_time',
  workMode: 'onsite',
  regionCode: '110101',
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
}

/** A person who is looking for work, and of whom nobody has said anything else. */
export const unsaidJobseeker: JobseekerFacts = {
  ...nobody,
  active: true,
  consentsToMatching: true,
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
}
