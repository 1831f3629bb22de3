import { evidence, evidenceBy } from '../explain-telling.ts'
import type { Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { nearnessTo } from '../occupation-nearness.ts'
import { full, neutral } from '../weights.ts'

const creditByNearness = { same: full, minor_group: 7_500, major_group: 4_000, none: 0 } as const

const occupationNotStated = evidence('unknown', 'occupation_not_stated')
const occupationWishUnknown = evidence('unknown', 'occupation_wish_unknown')
const occupationWished = evidenceBy('met', 'occupation_wished', 'occupation')
const occupationNearWish = evidenceBy('met', 'occupation_near_wish', 'occupation')
const occupationNotWished = evidenceBy('unmet', 'occupation_not_wished', 'occupation')
const formWishUnknown = evidenceBy('unknown', 'form_wish_unknown', 'employmentForm')
const formWished = evidenceBy('met', 'form_wished', 'employmentForm')
const formNotWished = evidenceBy('unmet', 'form_not_wished', 'employmentForm')
const modeWishUnknown = evidenceBy('unknown', 'mode_wish_unknown', 'workMode')
const modeWished = evidenceBy('met', 'mode_wished', 'workMode')
const modeNotWished = evidenceBy('unmet', 'mode_not_wished', 'workMode')

/** Half the occupation she wants, a quarter each the form and the mode of work. */
export function ratePreference(pair: Pair, notebook?: Notebook): Rating {
  const occupation = rateOccupation(pair, notebook)
  const form = rateForm(pair, notebook)
  const mode = rateMode(pair, notebook)
  return {
    score: Math.floor((2 * occupation.score + form.score + mode.score) / 4),
    known: Math.floor((2 * occupation.known + form.known + mode.known) / 4),
  }
}

const unknown: Rating = { score: neutral, known: 0 }

function rateOccupation({ posting, jobseeker }: Pair, notebook: Notebook | undefined): Rating {
  const { occupationCode } = posting
  const wishes = jobseeker.desiredOccupations
  if (occupationCode === null || wishes === null || wishes.length === 0) {
    notebook?.evidence('preference', occupationCode === null ? occupationNotStated : occupationWishUnknown)
    return unknown
  }
  let score = 0
  for (const wish of wishes) score = Math.max(score, creditByNearness[nearnessTo(occupationCode, wish)])
  if (score === full) notebook?.evidence('preference', occupationWished(occupationCode))
  else if (score > 0) notebook?.evidence('preference', occupationNearWish(occupationCode))
  else notebook?.evidence('preference', occupationNotWished(occupationCode))
  return { score, known: full }
}

function rateForm({ posting, jobseeker }: Pair, notebook: Notebook | undefined): Rating {
  const { employmentForm } = posting
  if (jobseeker.employmentForms === null) {
    notebook?.evidence('preference', formWishUnknown(employmentForm))
    return unknown
  }
  const isWished = jobseeker.employmentForms.includes(employmentForm)
  notebook?.evidence('preference', isWished ? formWished(employmentForm) : formNotWished(employmentForm))
  return { score: isWished ? full : 0, known: full }
}

function rateMode({ posting, jobseeker }: Pair, notebook: Notebook | undefined): Rating {
  const { workMode } = posting
  if (jobseeker.workModes === null) {
    notebook?.evidence('preference', modeWishUnknown(workMode))
    return unknown
  }
  const isWished = jobseeker.workModes.includes(workMode)
  notebook?.evidence('preference', isWished ? modeWished(workMode) : modeNotWished(workMode))
  return { score: isWished ? full : 0, known: full }
}
