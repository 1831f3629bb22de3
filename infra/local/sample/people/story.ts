import type { Profile } from '@zhihe/contracts/jobseeker'
import type { DisabilityType } from '@zhihe/vocabulary/certificate'
import type { EducationLevel } from '@zhihe/vocabulary/education'
import type { bodies } from './bodies.ts'

/** A person in words. Lists are words with a space between them; a digit after a skill is its level, after an occupation the years. */
export interface Story {
  type: DisabilityType
  grade: 1 | 2 | 3 | 4
  body: keyof typeof bodies
  sex: 'male' | 'female'
  born: number
  education?: EducationLevel
  skills: string
  did?: string
  wants?: string
  licences?: string
  /** Accommodation codes; `!` marks one without which it does not work. */
  needs?: string
  modes?: readonly NonNullable<Profile['workModes']>[number][]
  forms?: readonly NonNullable<Profile['employmentForms']>[number][]
  /** Lowest pay a month, in yuan. */
  floor?: number
  statuses?: Profile['statuses']
  home?: string
}
