import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { type Part, partOf } from '@zhihe/scoring/parts'
import { unsaidJobseeker, unsaidPosting } from '@zhihe/scoring/unsaid-facts'
import { accommodations } from '@zhihe/vocabulary/accommodation'
import { educationLevelCodes } from '@zhihe/vocabulary/education'
import { icfItems } from '@zhihe/vocabulary/icf'
import { type OccupationNearness, occupationNearness, occupations } from '@zhihe/vocabulary/occupation'

// Every figure below is asked of scoring's own functions on a pair that holds one fact a side, so that none is written down twice.

/** 0: nothing against it. 1: conditional. 2: excluded. */
export type Status = 0 | 1 | 2

/** A rating in one number: score (14 bits), whether it is known (1 bit), status (2 bits). */
export function packRating(score: number, known: boolean, status: Status): number {
  return score | (known ? 1 << 14 : 0) | (status << 15)
}

export const icfCount = icfItems.length
export const accommodationCount = accommodations.length
export const capabilityStates = 11

const noTime = new Date(0)

/** What the rules of a part say of a pair. */
export function statusOf(part: Part, posting: PostingFacts, jobseeker: JobseekerFacts, at: Date = noTime): Status {
  let status: Status = 0
  for (const check of part.checks) {
    const found = check({ posting, jobseeker, context: { at } })
    if (found === null) continue
    if (found !== 'conditional') return 2
    status = 1
  }
  return status
}

/** What a part with a component says of a pair, in one number. */
export function ratingOf(part: Part, posting: PostingFacts, jobseeker: JobseekerFacts): number {
  const rating = part.rate?.({ posting, jobseeker, context: { at: noTime } })
  if (rating === undefined) throw new Error(`the part "${part.key}" rates nothing`)
  return packRating(rating.score, rating.known > 0, statusOf(part, posting, jobseeker))
}

/** Row and column 0: nobody has said; else the place in `educationLevelCodes` plus 1. */
export const educationStates = educationLevelCodes.length + 1
export const educationTable = Int32Array.from({ length: educationStates * educationStates }, (_, place) => {
  const [held, asked] = [Math.floor(place / educationStates), place % educationStates]
  const posting = { ...unsaidPosting, education: educationLevelCodes[asked - 1] ?? null }
  return ratingOf(partOf('education'), posting, { ...unsaidJobseeker, education: educationLevelCodes[held - 1] ?? null })
})

const nearnesses = ['none', 'major_group', 'minor_group', 'same'] as const satisfies readonly OccupationNearness[]

/** How near two occupations are: a place in the two tables below. */
export function nearnessOf(one: string, other: string): number {
  return nearnesses.indexOf(occupationNearness(one, other))
}

const examples = nearnesses.map((nearness) => exampleOf(nearness))

/** By nearness: how many percent of a year counts. A year count of 100 asks for a hundred years and is answered with one percent for each. */
export const percentByNearness = examples.map(([done, asked]) => {
  const posting = { ...unsaidPosting, occupationCode: asked, experienceYears: 100 }
  const jobseeker = { ...unsaidJobseeker, experience: [{ occupationCode: done, years: 100 }] }
  return Math.floor((partOf('experience').rate?.({ posting, jobseeker, context: { at: noTime } }).score ?? 0) / 100)
})

/** By nearness: what a wish earns. It is half of the preference; the other two quarters are full for a form and a mode she wants. */
export const wishCreditByNearness = examples.map(([wish, asked]) => {
  const posting = { ...unsaidPosting, occupationCode: asked }
  const jobseeker: JobseekerFacts = {
    ...unsaidJobseeker,
    desiredOccupations: [wish],
    employmentForms: [posting.employmentForm],
    workModes: [posting.workMode],
  }
  const { score } = partOf('preference').rate?.({ posting, jobseeker, context: { at: noTime } }) ?? { score: 0 }
  return 2 * (score - 5_000)
})

function exampleOf(nearness: OccupationNearness): [string, string] {
  for (const { code: one } of occupations) {
    for (const { code: other } of occupations) if (occupationNearness(one, other) === nearness) return [one, other]
  }
  throw new Error(`the vocabulary has no two occupations with nearness "${nearness}"`)
}
