import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import type { Channel } from '@zhihe/vocabulary/channel'
import type { CommuteMode } from '@zhihe/vocabulary/commute'
import type { EducationLevel } from '@zhihe/vocabulary/education'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import type { EmploymentForm } from '@zhihe/vocabulary/employment-form'
import type { IcfCode } from '@zhihe/vocabulary/icf'
import type { WorkMode } from '@zhihe/vocabulary/work-mode'

// Everywhere below `null` means "nobody has said" and `[]` means "known to be none": unknown is a third value.

/** How well a skill is held or asked for. */
export type SkillLevel = 1 | 2 | 3 | 4 | 5

/** WHO qualifier: 0 no difficulty, 4 complete difficulty; with the person's own aids. */
export type Difficulty = 0 | 1 | 2 | 3 | 4

export type PayUnit = 'month' | 'day' | 'hour' | 'piece' | 'year'

export interface Pay {
  /** Integer fen per `unit`. */
  minFen: number
  maxFen: number
  unit: PayUnit
  negotiable: boolean
}

export interface Demand {
  icf: IcfCode
  /** The greatest difficulty with which the work still goes: 0 is the strictest demand, 4 demands nothing. */
  tolerated: Difficulty
  essential: boolean
  /** `occupation` is an assumption from the kind of work; it never excludes and moves a score only slightly. */
  source: 'stated' | 'confirmed' | 'occupation'
}

export interface RequiredSkill {
  code: string
  level: SkillLevel
  must: boolean
}

export interface PostingFacts {
  id: string
  version: number
  status: 'open' | 'closed'
  /** RFC 3339; null: open already. */
  opensAt: string | null
  /** RFC 3339, exclusive; null: no end. */
  closesAt: string | null
  /** Vacancies left; null: several (若干). */
  headcount: number | null
  employerKind: EmployerKind
  channel: Channel
  employmentForm: EmploymentForm
  workMode: WorkMode
  /** GB/T 2260, six digits, any level. */
  regionCode: string
  pay: Pay | null
  /** Whole years, both ends included. */
  age: { min: number | null; max: number | null } | null
  education: EducationLevel | null
  experienceYears: number | null
  occupationCode: string | null
  skills: readonly RequiredSkill[]
  /** Codes of licences that all have to be held. */
  licences: readonly string[]
  demands: readonly Demand[]
  accommodations: readonly AccommodationCode[]
  /** What the employer said about disability types and grades: kept for review, never a rule. */
  statementTypes: readonly { type: string; grades: readonly number[] }[]
}

export interface HeldSkill {
  code: string
  level: SkillLevel
  evidence: 'declared' | 'verified'
}

export interface Capability {
  icf: IcfCode
  difficulty: Difficulty
  /** `prior` is an assumption from a certificate; it never excludes and moves a score only slightly. */
  source: 'self' | 'assessed' | 'prior'
}

/** Facts under a pseudonymous id. There is no name, certificate type, grade, hukou or ethnicity here, so none can enter a score. */
export interface JobseekerFacts {
  id: string
  version: number
  active: boolean
  consentsToMatching: boolean
  /** `YYYY-MM`. */
  birthMonth: string | null
  /** Decides the legal working age and nothing else. */
  sex: 'male' | 'female' | null
  education: EducationLevel | null
  regionCode: string | null
  /** Region codes of any level, each standing for its whole subtree. */
  willingRegions: readonly string[] | null
  /** The farthest way to work, in kilometres. */
  commuteMaxKm: number | null
  /** The longest way to work, in minutes one way. */
  commuteMaxMinutes: number | null
  /** All she has; an empty list says no more than null. */
  commuteModes: readonly CommuteMode[] | null
  workModes: readonly WorkMode[] | null
  employmentForms: readonly EmploymentForm[] | null
  desiredOccupations: readonly string[] | null
  /** Integer fen per month. */
  payFloorFen: number | null
  skills: readonly HeldSkill[]
  licences: readonly string[] | null
  experience: readonly { occupationCode: string; years: number }[] | null
  capabilities: readonly Capability[]
  accommodationsNeeded: readonly { code: AccommodationCode; required: boolean }[] | null
}

/** A plan that lets people in whom a posting's age or education limit would keep out. */
export interface Relaxation {
  rule: 'age' | 'education'
  /** The subtree of regions where it holds. */
  regionCode: string
  channel?: Channel
  /** The document and article, as shown to people. */
  source: string
}

export interface Context {
  at: Date
  relaxations?: readonly Relaxation[]
}

/** What every rule and component reads. */
export interface Pair {
  posting: PostingFacts
  jobseeker: JobseekerFacts
  context: Context
}
