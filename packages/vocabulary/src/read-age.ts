import { withDigits } from './chinese-number.ts'

export interface ReadAge {
  min: number | null
  max: number | null
}

const range = /(\d{2})(?:周?岁)?(?:以上)?(?:到|至|[-~—–]+)(?:年满)?(\d{2})(?!\d)/
const notYet = /未满(\d{2})/
const atLeast = /(?:(?:年满|满|不低于|不小于)(\d{2}))|(\d{2})(?:周?岁)?(?:\(含\))?(?:及|或)?以上/
const atMost = /(\d{2})(?:周?岁)?(?:\(含\))?(?:及|或)?(?:以下|以内|左右)|不(?:超过|大于|高于)(\d{2})/g
const bySex = /男性?(?:年满)?(\d{2})(?:周?岁)?(?:以下|以内)?[,、;/]?女性?(?:年满)?(\d{2})/
const youngest = 14
const oldest = 99

/**
 * Reads an age range in whole years: 18-45周岁, 35岁以下, 年满18周岁, 16岁以上未满65岁. 不限 is a range open on both sides.
 * Where men and women are named apart (男50女40) the wider limit stands, because sex excludes nobody here. Null when the text names no age.
 */
export function readAge(text: string): ReadAge | null {
  const clean = withDigits(text.normalize('NFKC').replace(/\s/g, ''))
  // Later clauses and brackets speak of exceptions: 18-35周岁(部分岗30), 16周岁以上;部分岗位男60.
  const clauses = [clean.replace(/\([^)]*\d[^)]*\)/g, ''), clean].flatMap((whole) => whole.split(/[;。]/))
  const read = clauses.map(readRange).find((range) => range !== null)
  if (!read) return /不限|无限制|无要求/.test(clean) ? { min: null, max: null } : null
  const isPlausible = [read.min, read.max].every((age) => age === null || (age >= youngest && age <= oldest))
  return isPlausible && (read.min ?? youngest) <= (read.max ?? oldest) ? read : null
}

function readRange(text: string): ReadAge | null {
  const [, from, to] = range.exec(text) ?? []
  if (from && to) return { min: Number(from), max: Number(to) }

  const [, men, women] = bySex.exec(text) ?? []
  if (men && women) {
    return /以上|及以上/.test(text)
      ? { min: Math.min(Number(men), Number(women)), max: null }
      : { min: null, max: Math.max(Number(men), Number(women)) }
  }

  const least = atLeast.exec(text)
  const min = least ? Number(least[1] ?? least[2]) : null
  const limits = [...text.matchAll(atMost)].map((match) => Number(match[1] ?? match[2]))
  const [, before] = notYet.exec(text) ?? []
  const max = before ? Number(before) - 1 : limits.length > 0 ? Math.max(...limits) : null
  return min === null && max === null ? null : { min, max }
}
