import { saying } from '../explain-telling.ts'
import type { Check } from './rule.ts'

const confirmWithEmployer = saying('confirm_with_employer')

/** Is there still something to apply for? Refuses with a posting_* code or no_vacancy_left. */
export const checkPosting: Check = ({ posting, context }) => {
  const now = context.at.getTime()
  if (posting.status !== 'open') return 'posting_not_open'
  if (posting.opensAt !== null && now < instantOf(posting.opensAt)) return 'posting_not_yet_open'
  if (posting.closesAt !== null && now >= instantOf(posting.closesAt)) return 'posting_window_over'
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
  notebook?.action(confirmWithEmployer)
  return 'conditional'
}

const mostInstants = 1_000
const instants = new Map<string, number>()

// Asked for every pair, and a list has one posting.
function instantOf(text: string): number {
  let instant = instants.get(text)
  if (instant === undefined) {
    if (instants.size >= mostInstants) instants.clear()
    instant = Date.parse(text)
    instants.set(text, instant)
  }
  return instant
}
