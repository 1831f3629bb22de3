import { commuteOf, hectometresPerKm, isBeyondLimits, minutesOf } from '../commute.ts'
import { monthlyRange } from '../pay-range.ts'
import { reachOf } from '../reach.ts'
import type { Check } from './rule.ts'

export const checkEmploymentForm: Check = ({ posting, jobseeker }, notebook) => {
  const { employmentForm } = posting
  if (jobseeker.employmentForms === null) {
    notebook?.action({ code: 'confirm_employment_form', params: { employmentForm } })
    return 'conditional'
  }
  return jobseeker.employmentForms.includes(employmentForm) ? null : 'employment_form_mismatch'
}

export const checkWorkMode: Check = ({ posting, jobseeker }, notebook) => {
  const { workMode } = posting
  if (jobseeker.workModes === null) {
    notebook?.action({ code: 'confirm_work_mode', params: { workMode } })
    return 'conditional'
  }
  return jobseeker.workModes.includes(workMode) ? null : 'work_mode_mismatch'
}

export const checkRegion: Check = ({ posting, jobseeker }, notebook) => {
  const reach = reachOf(posting, jobseeker)
  if (reach !== 'unknown') return reach === 'outside' ? 'region_outside_limits' : null
  notebook?.action({ code: 'confirm_region', params: { region: posting.regionCode } })
  return 'conditional'
}

/** A way to work that is surely too far excludes; one that is estimated too far is a question, because nobody's door is the middle of a county. */
export const checkCommute: Check = ({ posting, jobseeker }, notebook) => {
  const { commuteMaxKm, commuteMaxMinutes } = jobseeker
  if (commuteMaxKm === null && commuteMaxMinutes === null) return null
  const commute = commuteOf(posting, jobseeker)
  if (commute === null) return null
  if (isBeyondLimits(commute, jobseeker)) return 'commute_beyond_limit'
  const minutes = minutesOf(commute, jobseeker)
  const isTooFar = commuteMaxKm !== null && commute.hectometres > commuteMaxKm * hectometresPerKm
  const isTooLong = commuteMaxMinutes !== null && minutes > commuteMaxMinutes
  if (!isTooFar && !isTooLong) return null
  const distance = isTooFar ? { km: Math.ceil(commute.hectometres / hectometresPerKm), limitKm: commuteMaxKm } : {}
  notebook?.action({ code: 'confirm_commute', params: { ...distance, ...(isTooLong ? { minutes, limit: commuteMaxMinutes } : {}) } })
  return 'conditional'
}

/** A floor nobody has set is no limit; pay nobody has stated, or that is open to talks, is a question to the employer. */
export const checkPay: Check = ({ posting, jobseeker }, notebook) => {
  const floor = jobseeker.payFloorFen
  if (floor === null || floor <= 0) return null
  const range = posting.pay && monthlyRange(posting.pay)
  if (range && range.maxFen >= floor) return null
  if (range && posting.pay?.negotiable === false) return 'pay_below_floor'
  notebook?.action({ code: 'confirm_pay' })
  return 'conditional'
}
