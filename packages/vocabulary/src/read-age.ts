import { type AgeLimit, ageLimits } from './age-limits.ts'
import { birthLimits } from './birth-limits.ts'
import { foldWithDigits } from './chinese-number.ts'
import { type Span, spanOf } from './fold-text.ts'

export interface ReadAge {
  min: number | null
  max: number | null
}

/** Age limits as worded, in whole years; null on a side that is open. */
export interface AgeLimits {
  readonly min: number | null
  readonly max: number | null
  /** The lower and upper limit for women where the text sets one of their own. */
  readonly minFemale: number | null
  readonly maxFemale: number | null
  /** The text speaks of the legal working age (法定年龄内): the limits of the law hold, and no figure is given. */
  readonly legal: boolean
  readonly span: Span
}

export interface AgeContext {
  /** The day, YYYY-MM-DD, on which limits by date of birth are counted; without it they cannot be read. */
  readonly on?: string
}

const youngest = 14
const oldest = 99
const legalWords =
  /(?:法定|国家规定|符合)?(?:劳动|就业|工作|用工)年龄(?:段)?(?:以?内|范围内|要求)|法定(?:退休)?年龄(?:段)?(?:以?内|范围内|以下)?|(?:未达|不超过|未到)(?:法定)?退休年龄|退休年龄(?:以?内|以下)/
const openWords =
  /年龄(?:要求|条件)?:?(?:不限|不拘|无要求|无限制|不作要求|不做要求|均可)|(?:不限|无)年龄|^(?:不限|不拘|无限制|无要求|无|不作要求|均可)$/

/**
 * Reads an age range in whole years: 18-45周岁, 35岁以下, 年满18周岁, 16岁以上未满65岁. 不限 is a range open on both sides.
 * Where men and women are named apart (男50女40) the wider limit stands, because sex excludes nobody here. Null when the text names no age.
 */
export function readAge(text: string, context?: AgeContext): ReadAge | null {
  const limits = readAgeLimits(text, context)
  if (!limits || (limits.legal && limits.min === null && limits.max === null)) return null
  const { min, max, minFemale, maxFemale } = limits
  return { min: min === null ? null : Math.min(min, minFemale ?? min), max: max === null ? null : Math.max(max, maxFemale ?? max) }
}

/** Reads age limits as worded, with those of women apart, and where they stand; null when the text names none. */
export function readAgeLimits(text: string, { on }: AgeContext = {}): AgeLimits | null {
  const folded = foldWithDigits(text)
  const found = combine(ageLimits(folded.text), folded.text) ?? (on === undefined ? null : birthLimits(folded.text, on))
  if (found) {
    const limits = { minFemale: null, maxFemale: null, ...found }
    return isPlausible(limits) ? { ...limitsOnly(limits), legal: false, span: spanOf(folded, found.start, found.end) } : null
  }
  const words = legalWords.exec(folded.text) ?? openWords.exec(folded.text)
  if (!words) return null
  const span = spanOf(folded, words.index, words.index + words[0].length)
  return { min: null, max: null, minFemale: null, maxFemale: null, legal: legalWords.test(folded.text), span }
}

type Limits = Pick<AgeLimits, 'min' | 'max' | 'minFemale' | 'maxFemale'>
type Stretch = { start: number; end: number }

function limitsOnly({ min, max, minFemale, maxFemale }: Limits): Limits {
  return { min, max, minFemale, maxFemale }
}

function isPlausible({ min, max, minFemale, maxFemale }: Limits): boolean {
  const ages = [min, max, minFemale, maxFemale]
  return ages.every((age) => age === null || (age >= youngest && age <= oldest)) && (min ?? youngest) <= (max ?? oldest)
}

/** The limits of the first sentence that names any; what later sentences and brackets say are exceptions, unless they speak of women. */
function combine(found: readonly AgeLimit[], text: string): (Limits & Stretch) | null {
  const outside = found.filter(({ bracketed, sex }) => !bracketed || sex !== null)
  const all = bounded(outside.length > 0 ? outside : found, text)
  const [first] = all
  if (!first) return null
  const breaks = first.sex === null ? /[;。\n]/ : /[。\n]/
  const sentence = all.filter(({ start }) => start === first.start || !breaks.test(text.slice(first.end, start)))
  const everyone = merged(sentence.filter(({ sex }) => sex === null))
  const men = merged(sentence.filter(({ sex }) => sex === 'male'))
  const women = merged(sentence.filter(({ sex }) => sex === 'female'))
  const base = everyone ?? men ?? women
  if (!base) return null
  const ofMen = { min: men?.min ?? base.min, max: men?.max ?? base.max }
  const ofWomen = base === women ? { min: null, max: null } : { min: women?.min ?? null, max: women?.max ?? null }
  return {
    ...ofMen,
    minFemale: ofWomen.min === ofMen.min ? null : ofWomen.min,
    maxFemale: ofWomen.max === ofMen.max ? null : ofWomen.max,
    start: Math.min(...[everyone, men, women].map((part) => part?.start ?? first.start)),
    end: Math.max(...[everyone, men, women].map((part) => part?.end ?? first.end)),
  }
}

/** A bare figure is what the next one with a bound is (男60、女50周岁以上), else an upper limit. */
function bounded(limits: readonly AgeLimit[], text: string): AgeLimit[] {
  return limits.map((limit, at) => {
    if (!limit.bare) return limit
    const next = limits.slice(at + 1).find(({ bare, start }) => !bare && !/[;。\n]/.test(text.slice(limit.end, start)))
    const isLeast = next !== undefined ? next.max === null : /^(?:及|或)?以上/.test(text.slice(limits.at(-1)?.end ?? limit.end))
    return isLeast ? { ...limit, min: limit.max, max: null } : limit
  })
}

/** The first range, or a lower and an upper limit side by side (18岁以上,45岁以下). */
function merged(limits: readonly AgeLimit[]): (Stretch & { min: number | null; max: number | null }) | null {
  const [first] = limits
  if (!first) return null
  const other = limits.find(({ min, max }) => (first.min === null && max === null) || (first.max === null && min === null))
  if (!other) return first
  return {
    min: first.min ?? other.min,
    max: first.max ?? other.max,
    start: Math.min(first.start, other.start),
    end: Math.max(first.end, other.end),
  }
}
