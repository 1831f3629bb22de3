import { occupationNearness } from '@zhihe/vocabulary/occupation'
import type { Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { full, neutral } from '../weights.ts'

const creditByNearness = { same: full, minor_group: 7_500, major_group: 4_000, none: 0 } as const

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
    notebook?.evidence('preference', 'unknown', { code: occupationCode === null ? 'occupation_not_stated' : 'occupation_wish_unknown' })
    return unknown
  }
  const score = wishes.reduce((best, wish) => Math.max(best, creditByNearness[occupationNearness(wish, occupationCode)]), 0)
  const params = { occupation: occupationCode }
  if (score === full) notebook?.evidence('preference', 'met', { code: 'occupation_wished', params })
  else if (score > 0) notebook?.evidence('preference', 'met', { code: 'occupation_near_wish', params })
  else notebook?.evidence('preference', 'unmet', { code: 'occupation_not_wished', params })
  return { score, known: full }
}

function rateForm({ posting, jobseeker }: Pair, notebook: Notebook | undefined): Rating {
  const { employmentForm } = posting
  const params = { employmentForm }
  if (jobseeker.employmentForms === null) {
    notebook?.evidence('preference', 'unknown', { code: 'form_wish_unknown', params })
    return unknown
  }
  const isWished = jobseeker.employmentForms.includes(employmentForm)
  notebook?.evidence('preference', isWished ? 'met' : 'unmet', { code: isWished ? 'form_wished' : 'form_not_wished', params })
  return { score: isWished ? full : 0, known: full }
}

function rateMode({ posting, jobseeker }: Pair, notebook: Notebook | undefined): Rating {
  const { workMode } = posting
  const params = { workMode }
  if (jobseeker.workModes === null) {
    notebook?.evidence('preference', 'unknown', { code: 'mode_wish_unknown', params })
    return unknown
  }
  const isWished = jobseeker.workModes.includes(workMode)
  notebook?.evidence('preference', isWished ? 'met' : 'unmet', { code: isWished ? 'mode_wished' : 'mode_not_wished', params })
  return { score: isWished ? full : 0, known: full }
}
