import { withDigits } from './chinese-number.ts'
import { demandPhrases } from './data/demand-phrases.ts'
import type { IcfCode } from './icf.ts'

export interface ReadDemand {
  icf: IcfCode
  /** The greatest difficulty, 0-4, at which the work usually still goes. */
  tolerated: 0 | 1 | 2 | 3 | 4
  /** The posting says that it must be (必须, 硬性要求). */
  essential: boolean
  /** The words of the posting, without white space. */
  phrase: string
}

const phrases = demandPhrases.map(({ icf, tolerated, words }) => ({ icf, tolerated, words: new RegExp(words, 'gi') }))

const weight =
  /(?:搬运|搬抬|搬|举起|举|提|扛|负重|重量|承重)[^,。;]{0,8}?(\d+)(?:公斤|千克|kg)|(\d+)(?:公斤|千克|kg)(?:以上|左右)?(?:的)?(?:货物|重物|物品|箱)/gi
const jin = /(\d+)斤/g
const negated = /(?:无需|不需要?|不用|不必|无须|免|不要求|避免|没有|零|少|非)[^,。;]{0,2}$/
const mandatory = /(?:必须|务必|须|硬性要求|必备|一定要)[^,。;]{0,6}$|^[^,。;]{0,6}\(?(?:硬性要求|必备)/

const heavyKg = 20
const mediumKg = 10

/**
 * Reads plain requirements of a posting into demands: 需久站, 搬运20公斤, 接听电话, 夜间倒班. For each ICF code the strictest wording stays,
 * in the order of the text. What is denied (无需久站) is no demand.
 */
export function readDemands(text: string): ReadDemand[] {
  const clean = text.normalize('NFKC').replace(/\s/g, '').replace(/[;;]/g, ';').replace(/,/g, ',')
  const found = [
    ...weightDemands(clean),
    ...phrases.flatMap(({ icf, tolerated, words }) => matches(clean, words).map((match) => ({ icf, tolerated, ...match }))),
  ]
  const strictest = new Map<IcfCode, (typeof found)[number]>()
  for (const demand of found) {
    const known = strictest.get(demand.icf)
    if (!known || demand.tolerated < known.tolerated) strictest.set(demand.icf, demand)
  }
  return [...strictest.values()]
    .sort((one, other) => one.at - other.at)
    .map(({ icf, tolerated, essential, phrase }) => ({ icf, tolerated, essential, phrase }))
}

function weightDemands(text: string) {
  const inKg = withDigits(text).replace(jin, (_, figure: string) => `${Math.round(Number(figure) / 2)}公斤`)
  return matches(inKg, weight).map(({ kg, ...match }) => ({
    icf: 'd430' as const,
    tolerated: kg >= heavyKg ? (0 as const) : kg >= mediumKg ? (1 as const) : (2 as const),
    ...match,
  }))
}

function matches(text: string, words: RegExp): { at: number; phrase: string; essential: boolean; kg: number }[] {
  return [...text.matchAll(words)]
    .filter((match) => !negated.test(text.slice(0, match.index)))
    .map((match) => ({
      at: match.index,
      phrase: match[0],
      essential: isMandatory(text, match.index, match[0].length),
      kg: Number(match[1] ?? match[2] ?? 0),
    }))
}

function isMandatory(text: string, at: number, length: number): boolean {
  return mandatory.test(text.slice(0, at)) || /^[^,。;]{0,6}(?:硬性要求|必备)/.test(text.slice(at + length))
}
