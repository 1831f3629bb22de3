import type { ScoreRequest } from '@zhihe/contracts/score'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'

const nobody = { id: '00000000-0000-7000-8000-000000000000', version: 1 }

const silentPosting = {
  ...nobody,
  status: 'open',
  opensAt: null,
  closesAt: null,
  headcount: null,
  channel: 'open',
  employmentForm: 'full_time',
  workMode: 'onsite',
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
} as const satisfies Omit<PostingFacts, 'employerKind' | 'regionCode'>

const silentJobseeker: JobseekerFacts = {
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

/** The two sides of a request, what it does not say being unknown. */
export function inlineSides({ posting, jobseeker }: ScoreRequest): { posting: PostingFacts; jobseeker: JobseekerFacts } {
  const { employerKind, regionCode } = posting
  return {
    posting: { ...silentPosting, ...stated(posting), employerKind, regionCode },
    jobseeker: inlineJobseeker(jobseeker),
  }
}

/** A person of whom only this is known. */
export function inlineJobseeker(jobseeker: ScoreRequest['jobseeker']): JobseekerFacts {
  return { ...silentJobseeker, ...stated(jobseeker) }
}

type Stated<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the fields that were not given. */
export function stated<T extends object>(side: T): Stated<T> {
  return Object.fromEntries(Object.entries(side).filter(([, value]) => value !== undefined)) as Stated<T>
}
