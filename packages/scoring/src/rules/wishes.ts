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
