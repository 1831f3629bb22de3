import { evidence, evidenceBy } from '../explain-telling.ts'
import type { JobseekerFacts, Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { nearnessTo } from '../occupation-nearness.ts'
import { full, neutral } from '../weights.ts'

/** How much of a year counts, in percent, by how near the occupations are. */
const percentByNearness = { same: 100, minor_group: 60, major_group: 30, none: 0 } as const

/** What each relevant year adds where the posting asks for none, and for how many years. */
const creditPerYear = 500
const yearsCredited = 5

const notNeeded = evidence('met', 'experience_not_needed')
const notStated = evidence('unknown', 'experience_not_stated')
const unknown = evidence('unknown', 'experience_unknown')
const relevant = evidenceBy('met', 'experience_relevant', 'years')
const met = evidenceBy('met', 'experience_met', 'years')
const short = evidenceBy('unmet', 'experience_short', 'years', 'asked')
const none = evidenceBy('unmet', 'experience_none', 'years', 'asked')

/** Years in the same or a near occupation against the years asked for. */
export function rateExperience({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const { experienceYears: asked } = posting
  if (asked !== null && asked <= 0) {
    notebook?.evidence('experience', notNeeded)
    return { score: full, known: full }
  }
  if (jobseeker.experience === null) {
    notebook?.evidence('experience', asked === null ? notStated : unknown)
    return { score: neutral, known: 0 }
  }
  const hundredths = relevantHundredths(jobseeker.experience, posting.occupationCode)
  if (asked === null) return rateUnasked(hundredths, posting.occupationCode !== null, notebook)

  if (notebook) noteExperience(hundredths, asked, notebook)
  const credit = Math.min(full, Math.floor((hundredths * 100) / asked))
  // Without an occupation on the posting nobody can tell what is relevant, so years count for half.
  return posting.occupationCode === null ? { score: Math.floor(credit / 2), known: 0 } : { score: credit, known: full }
}

function rateUnasked(hundredths: number, isComparable: boolean, notebook: Notebook | undefined): Rating {
  const credited = isComparable ? Math.min(hundredths, yearsCredited * 100) : 0
  const years = Math.floor(hundredths / 100)
  if (credited >= 100) notebook?.evidence('experience', relevant(years))
  else notebook?.evidence('experience', notStated)
  return { score: neutral + Math.floor((credited * creditPerYear) / 100), known: credited > 0 ? full : 0 }
}

function relevantHundredths(experience: NonNullable<JobseekerFacts['experience']>, occupationCode: string | null): number {
  let sum = 0
  for (const { occupationCode: done, years } of experience) {
    const percent = occupationCode === null ? 100 : percentByNearness[nearnessTo(occupationCode, done)]
    sum += Math.floor(years * percent)
  }
  return sum
}

function noteExperience(hundredths: number, asked: number, notebook: Notebook): void {
  const years = Math.floor(hundredths / 100)
  if (hundredths >= asked * 100) notebook.evidence('experience', met(years))
  else notebook.evidence('experience', years > 0 ? short(years, asked) : none(years, asked))
}
