import { bestSkill } from '@zhihe/scoring/skill-fit'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { full } from '@zhihe/scoring/weights'
import { nearEquals, relatedness, skills } from '@zhihe/vocabulary/skill'
import { familyBuckets, mustBuckets } from './memory.ts'
import type { Terms } from './terms.ts'

const levels = [1, 2, 3, 4, 5] as const
const families = [...new Set(skills.map(({ family }) => family))]
const familyBySkill = skills.map(({ family }) => families.indexOf(family))

/** The family of a skill that is in no table. */
export const noFamily = families.length

/** By the number of the skill, of which those of the vocabulary stand first. */
export function familyOf(skill: number): number {
  return familyBySkill[skill] ?? noFamily
}

/** 0 for no must skill at all. */
export function mustBucket(skill: number): number {
  return skill < 0 ? 0 : 1 + (skill % mustBuckets)
}

/** Skills are related within a family or by name; one that is in no table stands alone. */
export function familyBucket(skill: number): number {
  const family = familyOf(skill)
  return (family === noFamily ? skill : family) % familyBuckets
}

/** Which required skill, at which level: five rows a skill. */
export function skillRow(skill: number, level: number): number {
  return skill * 5 + level - 1
}

/** Which family, at which level: five cells a family, and five for what has none. */
export const familyCells = (noFamily + 1) * 5

export function familyCell(family: number, level: number): number {
  return family * 5 + level - 1
}

/** The cell of every row. */
export function cellsOfRows(rows: number): Uint16Array {
  return Uint16Array.from({ length: rows }, (_, row) => familyCell(familyOf(Math.floor(row / 5)), (row % 5) + 1))
}

const relatives = findRelatives()

/** What a held level earns for an asked level of a mere relative. */
export function relativeCredit(held: number, asked: number): number {
  return relatives === null ? 0 : creditFor(relatives[0], held, relatives[1], asked)
}

function findRelatives(): [string, string] | null {
  for (const { code, family } of skills) {
    const other = skills.find((skill) => skill.family === family && relatedness(code, skill.code) === 'family')
    if (other !== undefined) return [code, other.code]
  }
  return null
}

function creditFor(have: string, held: number, need: string, asked: number): number {
  const skill = { code: have, level: levels[held - 1] ?? 1, evidence: 'declared' as const }
  return bestSkill({ ...unsaidJobseeker, skills: [skill] }, { code: need, level: levels[asked - 1] ?? 1, must: true }).credit
}

/** What one skill at one level earns. */
export interface Credits {
  /**
   * Every row that it earns more for than any relative does, as `row << 14 | credit`. The best of several held skills is the best of their
   * credits, so these lists and a cell per family are all that a search needs. (With the relatives in the lists, reading a person took about
   * three times as long: a family has dozens of skills.)
   */
  rows: Int32Array
  family: number
  level: number
  /** Buckets of must skills that it may meet in full, and those of families that it may meet at all; see `mustBucket`. */
  met: Uint8Array
  open: Uint8Array
}

/** Each is made once. */
export function createSkillCredits(terms: Terms): (skill: number, level: number) => Credits {
  const made: (Credits | undefined)[] = []
  return (skill, level) => {
    const key = skillRow(skill, level)
    const held = made[key]
    if (held !== undefined) return held
    const credits = creditsOf(skill, level, terms)
    while (made.length <= key) made.push(undefined)
    made[key] = credits
    return credits
  }
}

function creditsOf(skill: number, level: number, terms: Terms): Credits {
  const rows = rowsOf(terms.text(skill), level, terms)
  const family = familyOf(skill)
  const skillIn = (entry: number) => Math.floor((entry >> 14) / 5)
  const met = Array.from(rows).flatMap((entry) => ((entry & 16_383) === full ? [mustBucket(skillIn(entry))] : []))
  const open = Array.from(rows, (entry) => 1 + mustBuckets + familyBucket(skillIn(entry)))
  // A relative is at least a question.
  if (family !== noFamily) open.push(1 + mustBuckets + (family % familyBuckets))
  return { rows, family, level, met: Uint8Array.from(new Set(met)), open: Uint8Array.from(new Set(open)) }
}

// Relatives earn what the cell of their family says, so only the skill itself and what nearly equals it need rows: to ask about all others for
// each skill and level took two of the fifteen seconds of CPU of a rebuild with 40,000 people.
function rowsOf(code: string, level: number, terms: Terms): Int32Array {
  const own = familyOf(terms.find(code))
  const rows: number[] = []
  for (const need of [code, ...nearEquals(code)]) {
    const skill = terms.find(need)
    for (const asked of levels) {
      const credit = creditFor(code, level, need, asked)
      const usual = own !== noFamily && familyOf(skill) === own ? relativeCredit(level, asked) : 0
      if (credit < usual) throw new Error(`"${need}" is of the family of "${code}" and earns less than its relatives`)
      if (credit > usual) rows.push((skillRow(skill, asked) << 14) | credit)
    }
  }
  return Int32Array.from(rows)
}
