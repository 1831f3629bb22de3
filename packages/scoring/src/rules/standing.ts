import type { Check } from './rule.ts'

/** Is there still something to apply for? Refuses with a posting_* code or no_vacancy_left. */
export const checkPosting: Check = ({ posting, context }) => {
  const now = context.at.getTime()
  if (posting.status !== 'open') return 'posting_not_open'
  if (posting.opensAt !== null && now < Date.parse(posting.opensAt)) return 'posting_not_yet_open'
  if (posting.closesAt !== null && now >= Date.parse(posting.closesAt)) return 'posting_window_over'
  return posting.headcount !== null && posting.headcount <= 0 ? 'no_vacancy_left' : null
}

/** Does she want to be matched at all? */
export const checkJobseeker: Check = ({ jobseeker }) => {
  if (!jobseeker.active) return 'jobseeker_inactive'
  return jobseeker.consentsToMatching ? null : 'no_matching_consent'
}

/** What an employer says about types and grades is a statement to review, the same for everybody: neither is known here. */
export const checkStatement: Check = ({ posting }, notebook) => {
  if (posting.statementTypes.length === 0) return null
  notebook?.action({ code: 'confirm_with_employer' })
  return 'conditional'
}
