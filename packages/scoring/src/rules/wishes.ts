import { commuteOf, hectometresPerKm, isBeyondLimits, minutesOf } from '../commute.ts'
import { saying, sayingBy } from '../explain-telling.ts'
import { monthlyRange } from '../pay-range.ts'
import { reachOf } from '../reach.ts'
import type { Check } from './rule.ts'

const confirmEmploymentForm = sayingBy('confirm_employment_form', 'employmentForm')
const confirmWorkMode = sayingBy('confirm_work_mode', 'workMode')
const confirmRegion = sayingBy('confirm_region', 'region')
const confirmCommute = sayingBy('confirm_commute', 'km', 'limitKm', 'minutes', 'limit')
const confirmPay = saying('confirm_pay')

export const checkEmploymentForm: Check = ({ posting, jobseeker }, notebook) => {
  const { employmentForm } = posting
  if (jobseeker.employmentForms === null) {
    notebook?.action(confirmEmploymentForm(employmentForm))
    return 'conditional'
  }
  return jobseeker.employmentForms.includes(employmentForm) ? null : 'employment_form_mismatch'
}

export const checkWorkMode: Check = ({ posting, jobseeker }, notebook) => {
  const { workMode } = posting
  if (jobseeker.workModes === null) {
    notebook?.action(confirmWorkMode(workMode))
    return 'conditional'
  }
  return jobseeker.workModes.includes(workMode) ? null : 'work_mode_mismatch'
}

export const checkRegion: Check = ({ posting, jobseeker }, notebook) => {
  const reach = reachOf(posting, jobseeker)
  if (reach !== 'unknown') return reach === 'outside' ? 'region_outside_limits' : null
  notebook?.action(confirmRegion(posting.regionCode))
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
  const [km, limitKm] = isTooFar ? [Math.ceil(commute.hectometres / hectometresPerKm), commuteMaxKm] : []
  const [long, limit] = isTooLong ? [minutes, commuteMaxMinutes] : []
  notebook?.action(confirmCommute(km, limitKm, long, limit))
  return 'conditional'
}

/** A floor nobody has set is no limit; pay nobody has stated, or that is open to talks, is a question to the employer. */
export const checkPay: Check = ({ posting, jobseeker }, notebook) => {
  const floor = jobseeker.payFloorFen
  if (floor === null || floor <= 0) return null
  const range = posting.pay && monthlyRange(posting.pay)
  if (range && range.maxFen >= floor) return null
  if (range && posting.pay?.negotiable === false) return 'pay_below_floor'
  notebook?.action(confirmPay)
  return 'conditional'
}
