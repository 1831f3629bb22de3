import type { Capability, Difficulty, JobseekerFacts } from '@zhihe/scoring/facts'
import { type AccommodationCode, accommodations } from '@zhihe/vocabulary/accommodation'
import { type IcfCode, icfItems } from '@zhihe/vocabulary/icf'
import { occupations } from '@zhihe/vocabulary/occupation'
import { prefectureOf, regions } from '@zhihe/vocabulary/region'
import { skills } from '@zhihe/vocabulary/skill'
import { Draw, mix, runningSum, zipf } from './draw.ts'

// What people and postings are drawn from. Lists are made once and shared, so that a million people hold a few thousand lists.

export interface City {
  prefecture: string
  counties: readonly string[]
}

const smallestCity = 6

/** Real prefectures with their real counties, one province after the other, Zhejiang first. */
export function citiesOf(count: number): City[] {
  const byPrefecture = new Map<string, string[]>()
  for (const { code, level } of regions) {
    const prefecture = level === 'county' ? prefectureOf(code) : null
    if (prefecture === null || prefecture === code) continue
    byPrefecture.set(prefecture, [...(byPrefecture.get(prefecture) ?? []), code])
  }
  const cities = [...byPrefecture].map(([prefecture, counties]) => ({ prefecture, counties }))
  const isFirst = ({ prefecture }: City) => (prefecture.startsWith('33') ? 0 : 1)
  return cities
    .filter(({ counties }) => counties.length >= smallestCity)
    .sort((a, b) => isFirst(a) - isFirst(b) || Number(a.prefecture) - Number(b.prefecture))
    .slice(0, count)
}

/** The twelve activities on which this world describes people and postings. */
export const functionCodes = ['b210', 'd166', 'b230', 'd310', 'd330', 'd160', 'd175', 'd240', 'd430', 'd440', 'd450', 'd455'].filter(
  (code): code is IcfCode => icfItems.some((item) => item.code === code),
)

// What a kind of disability makes difficult; the kind itself is forgotten once the difficulties are drawn. Shares in thousandths.
const kinds: readonly { share: number; makesHard: readonly (readonly string[])[] }[] = [
  {
    share: 115,
    makesHard: [
      ['b210', 'd166'],
      ['b210', 'd166', 'd455'],
    ],
  },
  {
    share: 130,
    makesHard: [
      ['b230', 'd310'],
      ['b230', 'd310', 'd330'],
    ],
  },
  { share: 15, makesHard: [['d330']] },
  { share: 570, makesHard: [['d450', 'd455', 'd430'], ['d440', 'd430'], ['d455', 'd450'], ['d440'], ['d450', 'd455', 'd430', 'd440']] },
  {
    share: 75,
    makesHard: [
      ['d175', 'd160'],
      ['d175', 'd160', 'd310', 'd166'],
    ],
  },
  { share: 55, makesHard: [['d240', 'd160'], ['d240']] },
  {
    share: 40,
    makesHard: [
      ['d450', 'd455', 'b210'],
      ['b230', 'd310', 'd440'],
      ['d175', 'd450', 'd455'],
    ],
  },
]
const kindShares = runningSum(kinds.map(({ share }) => share))
const gradeShares = runningSum([10, 22, 28, 40])
const variants = 500

const vectors = new Map<number, readonly Capability[]>()

/** One of a few thousand lists of capabilities. */
export function drawCapabilities(draw: Draw): readonly Capability[] {
  const kind = draw.weighted(kindShares)
  const subtype = draw.below(kinds[kind]?.makesHard.length ?? 1)
  const grade = draw.weighted(gradeShares)
  const variant = Math.floor(variants * (draw.below(4_096) / 4_096) ** 3)
  const key = ((kind * 8 + subtype) * 4 + grade) * variants + variant
  const known = vectors.get(key)
  if (known !== undefined) return known
  const made = makeCapabilities(kinds[kind]?.makesHard[subtype] ?? [], 4 - grade, new Draw(0x5eed, key))
  vectors.set(key, made)
  return made
}

function makeCapabilities(hard: readonly string[], severity: number, draw: Draw): readonly Capability[] {
  const knowledge = draw.below(100)
  if (knowledge >= 96) return []
  return functionCodes.flatMap((icf): Capability[] => {
    const isHard = hard.includes(icf)
    const wobble = draw.percent(18) ? draw.between(-1, 1) : 0
    const spread = draw.percent(7) ? 1 : 0
    const difficulty = Math.min(4, Math.max(0, isHard ? severity + wobble : spread)) as Difficulty
    if (knowledge < 72) return [{ icf, difficulty, source: 'assessed' }]
    if (knowledge < 86) return [{ icf, difficulty, source: 'self' }]
    if (knowledge < 92) return draw.percent(85) ? [{ icf, difficulty, source: draw.percent(50) ? 'assessed' : 'self' }] : []
    return isHard ? [{ icf, difficulty, source: 'prior' }] : []
  })
}

export type Needs = NonNullable<JobseekerFacts['accommodationsNeeded']>

/** Accommodations that help at work, the commonest first. */
export const workAccommodations: readonly AccommodationCode[] = accommodations
  .filter(({ phases }) => (phases as readonly string[]).includes('work'))
  .map(({ code }) => code)
  .sort((a, b) => mix(Number.parseInt(a.replace('HS-', '9'), 10)) - mix(Number.parseInt(b.replace('HS-', '9'), 10)))
const accommodationShares = zipf(workAccommodations.length, 0.9)

/** Between none and three different accommodations, the commonest most often. */
export function drawAccommodations(draw: Draw, count: number): AccommodationCode[] {
  const drawn = new Set<AccommodationCode>()
  for (let place = 0; place < count; place += 1) drawn.add(workAccommodations[draw.weighted(accommodationShares)] as AccommodationCode)
  return [...drawn].sort((a, b) => (a < b ? -1 : 1))
}

export interface SkillFamilyPool {
  codes: readonly string[]
  shares: Float64Array
}

/** Skills by family, families in a fixed mixed order. */
export const skillFamilies: readonly SkillFamilyPool[] = [...new Set(skills.map(({ family }) => family))]
  .map((family) => skills.filter((skill) => skill.family === family).map(({ code }) => code))
  .map((codes) => ({ codes, shares: zipf(codes.length, 1) }))
const familyShares = zipf(skillFamilies.length, 0.9)

/** A skill of one of the given families, or, in `strayPercent` of the draws, of any. */
export function drawSkill(draw: Draw, families: readonly number[], strayPercent: number): string {
  const family = families.length === 0 || draw.percent(strayPercent) ? draw.weighted(familyShares) : draw.of(families)
  const pool = skillFamilies[family] as SkillFamilyPool
  return pool.codes[draw.weighted(pool.shares)] as string
}

const trades = occupations.map(({ code }) => code).sort((a, b) => mix(hashText(a)) - mix(hashText(b)))
const tradeShares = zipf(trades.length, 0.8)

export function drawOccupation(draw: Draw): string {
  return trades[draw.weighted(tradeShares)] as string
}

const familiesByTrade = new Map(
  trades.map((code): [string, readonly number[]] => {
    const draw = new Draw(0x7a11, hashText(code.slice(0, 7)))
    return [code, [draw.weighted(familyShares), draw.weighted(familyShares)]]
  }),
)

/** The two skill families that work of this kind asks for. */
export function familiesOf(occupation: string): readonly number[] {
  return familiesByTrade.get(occupation) ?? []
}

export function hashText(text: string): number {
  let hash = 0
  for (let place = 0; place < text.length; place += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(place)) | 0
  return hash >>> 0
}
