import type { TextRule } from './rule.ts'
import { ageCap } from './rules/age.ts'
import { bodyRules } from './rules/body.ts'
import { gradeLimit, nominalEmployment, softExclusion } from './rules/disability.ts'
import { fee } from './rules/fee.ts'
import { illegalHours } from './rules/hours.ts'
import { hukouLimit, maritalState, nativePlace } from './rules/origin.ts'
import { infectiousDisease, limbs, sense } from './rules/senses.ts'
import { gender } from './rules/sex.ts'

/** The rules over texts, in the order of their identifiers. */
export const textRules: readonly TextRule[] = [
  ...bodyRules,
  sense,
  limbs,
  infectiousDisease,
  gender,
  ageCap,
  gradeLimit,
  softExclusion,
  nominalEmployment,
  hukouLimit,
  nativePlace,
  maritalState,
  fee,
  illegalHours,
]
