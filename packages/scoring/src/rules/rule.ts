import type { Pair } from '../facts.ts'
import type { Notebook } from '../notebook.ts'

/** Every hard rule that can make a match `ineligible`. */
export const ruleCodes = [
  'posting_not_open',
  'posting_not_yet_open',
  'posting_window_over',
  'no_vacancy_left',
  'jobseeker_inactive',
  'no_matching_consent',
  'below_working_age',
  'above_working_age',
  'outside_posting_age',
  'education_below_minimum',
  'licence_missing',
  'employment_form_mismatch',
  'work_mode_mismatch',
  'region_outside_limits',
  'commute_beyond_limit',
  'pay_below_floor',
  'essential_demand_unmet',
  'must_skill_missing',
] as const
export type RuleCode = (typeof ruleCodes)[number]

/** null: nothing against it; `conditional`: an action was written down that lifts it; else the rule that excludes. */
export type Finding = RuleCode | 'conditional' | null

export type Check = (pair: Pair, notebook?: Notebook) => Finding
