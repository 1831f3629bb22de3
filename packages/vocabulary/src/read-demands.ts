import { withDigits } from './chinese-number.ts'
import { demandPhrases } from './data/demand-phrases.ts'
import { foldText, type Span, spanOf } from './fold-text.ts'
import type { IcfCode } from './icf.ts'
import { type OccupationCode, occupationDemands } from './occupation.ts'
import { remembering } from './remembering.ts'
import type { FieldTexts } from './segment.ts'

export interface ReadDemand {
  icf: IcfCode
  /** The greatest difficulty, 0-4, at which the work usually still goes. */
  tolerated: 0 | 1 | 2 | 3 | 4
  /** The posting says that it must be (必须, 硬性要求). */
  essential: boolean
  /** The words of the posting, folded. */
  phrase: string
}

/** A demand of a posting: stated in one of its texts, or what its occupation usually asks. */
export type PostingDemand =
  | (ReadDemand & { source: 'stated'; field: string; span: Span })
  | { icf: IcfCode; tolerated: ReadDemand['tolerated']; essential: false; source: 'occupation' }

const phrases = demandPhrases.map(({ icf, tolerated, words }) => ({ icf, tolerated, words: new RegExp(words, 'g') }))

const figure = '[\\d.零一二两三四五六七八九十百]+'
const weight = new RegExp(
  `(?:搬运|搬抬|搬|举起|举|提|扛|负重|重量|承重)[^,。;]{0,8}?${figure}(?:公斤|千克|kg|斤)|${figure}(?:公斤|千克|kg|斤)(?:以上|左右)?(?:的)?(?:货物|重物|物品|箱)`,
  'g',
)
const negated = /(?:无需|不需要?|不用|不必|无须|免|不要求|避免|没有|零(?!件|部|配)|少|非)[^,。;]{0,2}$/
const mandatory = /(?:必须|务必|须|硬性要求|必备|一定要)[^,。;]{0,6}$/
const mandatoryAfter = /^[^,。;]{0,6}(?:硬性要求|必备)/
/** How far around a wording a denial or an insistence can stand; keeps the reading of long texts linear. */
const nearby = 16

const heavyKg = 20
const mediumKg = 10

/** The texts that say what the work asks, in the order in which they count. */
const fieldsInOrder = ['requirements', 'skills', 'duties', 'title', 'licences', 'hours', 'employmentForm', 'benefits', 'note'] as const
/** Texts on the form of the work: they say when it is done, and little of what. */
const termsOnly: ReadonlySet<string> = new Set(['hours', 'employmentForm', 'benefits'])
const ofTerms: ReadonlySet<IcfCode> = new Set(['b455', 'd230', 'd415'])
/** The most important demands of a posting: those stated come first, then those of the occupation up to the second figure. */
const most = 5
const mostWithOccupation = 4

/**
 * Reads plain requirements of a posting into demands: 需久站, 搬运20公斤, 接听电话, 夜间倒班. For each ICF code the strictest wording stays,
 * in the order of the text. What is denied (无需久站) is no demand.
 */
export function readDemands(text: string): ReadDemand[] {
  return statedIn(text).map(({ icf, tolerated, essential, phrase }) => ({ icf, tolerated, essential, phrase }))
}

/**
 * The demands that matter most for a posting, at most five: what its texts state, then what its occupation usually asks (`source: occupation`,
 * never essential). A code stands once.
 */
export function readPostingDemands(texts: FieldTexts, occupation: OccupationCode | null): PostingDemand[] {
  const stated = new Map<IcfCode, PostingDemand>()
  for (const field of fieldsInOrder)
    for (const demand of statedIn(texts[field] ?? ''))
      if (!stated.has(demand.icf) && (!termsOnly.has(field) || ofTerms.has(demand.icf)))
        stated.set(demand.icf, { ...demand, source: 'stated', field })
  const assumed = occupation === null ? [] : occupationDemands(occupation).filter(({ icf }) => !stated.has(icf))
  const room = Math.max(0, (stated.size === 0 ? most : mostWithOccupation) - stated.size)
  return [
    ...[...stated.values()].slice(0, most),
    ...assumed.slice(0, room).map(({ icf, tolerated }) => ({ icf, tolerated, essential: false as const, source: 'occupation' as const })),
  ]
}

const statedIn = remembering((text): (ReadDemand & { span: Span })[] => {
  const folded = foldText(text)
  const found = [
    ...weightDemands(folded.text),
    ...phrases.flatMap(({ icf, tolerated, words }) => matches(folded.text, words).map((match) => ({ icf, tolerated, ...match }))),
  ]
  const strictest = new Map<IcfCode, (typeof found)[number]>()
  for (const demand of found) {
    const known = strictest.get(demand.icf)
    if (!known || demand.tolerated < known.tolerated) strictest.set(demand.icf, demand)
  }
  return [...strictest.values()]
    .sort((one, other) => one.at - other.at)
    .map(({ icf, tolerated, essential, phrase, at }) => ({
      icf,
      tolerated,
      essential,
      phrase,
      span: spanOf(folded, at, at + phrase.length),
    }))
})

interface Match {
  at: number
  phrase: string
  essential: boolean
}

function weightDemands(text: string) {
  return matches(text, weight).map((match) => {
    const kg = kilogramsIn(match.phrase)
    const tolerated = kg >= heavyKg ? (0 as const) : kg >= mediumKg ? (1 as const) : (2 as const)
    return { icf: 'd430' as const, tolerated, ...match }
  })
}

function kilogramsIn(phrase: string): number {
  const [, amount = '0', unit] = /([\d.]+)(公斤|千克|kg|斤)/.exec(withDigits(phrase)) ?? []
  return unit === '斤' ? Number(amount) / 2 : Number(amount)
}

function matches(text: string, words: RegExp): Match[] {
  // Most wordings stand in no text, and `matchAll` makes a new expression each time.
  if (text.search(words) < 0) return []
  return [...text.matchAll(words)]
    .map((match) => ({ match, before: text.slice(Math.max(0, match.index - nearby), match.index) }))
    .filter(({ before }) => !negated.test(before))
    .map(({ match, before }) => ({
      at: match.index,
      phrase: match[0],
      essential:
        mandatory.test(before) || mandatoryAfter.test(text.slice(match.index + match[0].length, match.index + match[0].length + nearby)),
    }))
}
