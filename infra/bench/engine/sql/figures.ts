import type { PostingFacts } from '@zhihe/scoring/facts'
import { full, neutral, weights } from '@zhihe/scoring/weights'
import { educationLevels } from '@zhihe/vocabulary/education'
import { occupationNearness } from '@zhihe/vocabulary/occupation'
import { bitsOf, occupationPlaces } from './codes.ts'
import type { Dialect } from './dialect.ts'
import { outcomeOf, pointsOf } from './part-of.ts'

// Points of the parts that no rule hangs on.

export const percentByNearness = { same: 100, minor_group: 60, major_group: 30, none: 0 } as const
export const creditByNearness = { same: 10_000, minor_group: 7_500, major_group: 4_000, none: 0 } as const

/** By place of an occupation (0: none): how near it is to another one. */
export function occupationTable(code: string | null, by: Record<keyof typeof percentByNearness, number>, without = 0): number[] {
  const figures = [0]
  for (const [one, place] of occupationPlaces) figures[place] = code === null ? without : by[occupationNearness(one, code)]
  return figures
}

export function educationPoints({ education }: PostingFacts, dialect: Dialect): string {
  const of = (own: (typeof educationLevels)[number]['code'] | null) =>
    pointsOf(weights.education, outcomeOf('education', { education }, { education: own }).score)
  const byRank = educationLevels.reduce<number[]>((points, { code, rank }) => {
    points[rank] = of(code)
    return points
  }, [])
  return `case when education is null then ${of(null)} else ${dialect.pick(byRank, 'education')} end`
}

export function experiencePoints({ experienceYears: asked, occupationCode }: PostingFacts, dialect: Dialect): string {
  if (asked !== null && asked <= 0) return String(weights.experience)
  const table = occupationTable(occupationCode, percentByNearness, 100)
  const years = [1, 2, 3].map((place) => dialect.divide(`quarters${place} * ${dialect.pick(table, `work${place}`)}`, 4))
  const hundredths = `(${years.join(' + ')})`
  return `case when worked then ${dialect.divide(`${weights.experience} * (${experienceScore(hundredths, asked, occupationCode !== null, dialect)})`, full)} else ${pointsOf(weights.experience, neutral)} end`
}

function experienceScore(hundredths: string, asked: number | null, isComparable: boolean, { divide }: Dialect): string {
  if (asked === null) return isComparable ? `${neutral} + 5 * least(${hundredths}, 500)` : String(neutral)
  const credit = `least(${full}, ${divide(`${hundredths} * 100`, asked)})`
  return isComparable ? credit : divide(credit, 2)
}

export function preferencePoints({ occupationCode, employmentForm, workMode }: PostingFacts, dialect: Dialect): string {
  const nearness = occupationTable(occupationCode, creditByNearness)
  const best = `greatest(${[1, 2, 3].map((place) => dialect.pick(nearness, `wish${place}`)).join(', ')})`
  const occupation = occupationCode === null ? String(neutral) : `case when wish1 = 0 then ${neutral} else ${best} end`
  const wished = (column: string, bit: number) =>
    `case when ${column} is null then ${neutral} when (${column} & ${bit}) <> 0 then ${full} else 0 end`
  const sum = `2 * (${occupation}) + ${wished('forms', bitsOf.forms([employmentForm]))} + ${wished('modes', bitsOf.modes([workMode]))}`
  return dialect.divide(`${weights.preference} * (${dialect.divide(sum, 4)})`, full)
}

export function policyPoints(posting: PostingFacts): number {
  return pointsOf(weights.policy, outcomeOf('policy', posting, {}).score)
}
