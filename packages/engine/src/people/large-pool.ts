import { partOf } from '@zhihe/scoring/parts'
import { componentKeys, full, weights } from '@zhihe/scoring/weights'
import { type Found, ones, type Rows, rowsOf } from './gather.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { pointsMask, pointsOf, rate } from './rated.ts'
import { scan } from './scan.ts'
import type { Sink } from './sink.ts'
import { type SkillLevels, skillLevels, topLevel } from './skill-levels.ts'

export interface Portions {
  /** Pools smaller than that are read as they are: levels would cost more than they save. */
  from: number
  /** How many are wanted in the first portion, the best by their skills: a list is soon full of good ones then. */
  first: number
  /** How many are read at most before the end of the list is looked at again. */
  rows: number
}

export const usualPortions: Portions = { from: 6_144, first: 512, rows: 2_048 }

interface Large {
  question: Question
  found: Found
  sink: Sink
}

/**
 * A scan that ends early where many may be listed, as for remote work. The bitmaps of skills say, without a look at any row, what somebody can at
 * most earn by them; the best are read first, and once a list is full nobody is looked at whose bound and the most that all else can give stay
 * below its end. Order and bound change no answer, only who has to be read.
 */
export function scanLarge(people: People, { question, found, sink }: Large, portions: Portions): void {
  const { floor } = sink
  const levels = found.count < portions.from || floor === null ? null : skillLevels(people, question, found)
  if (levels === null || floor === null) return scan(people, question, rowsOf(found), sink)
  const most = mostBesidesSkills(question)
  let least = 0
  const read = (rows: Rows) => {
    scan(people, question, rows, sink)
    while (least < topLevel && levels.pointsAt(least) + most < floor.score) least += 1
  }
  let above = topLevel
  for (let wanted = portions.first; above > least; wanted *= 4) {
    const from = levelOf(found, levels, wanted)
    if (from < above) readBand({ found, levels, from: () => Math.max(from, least), above }, portions, read)
    above = from
  }
}

const sampledWords = 256

// About the highest level that so many reach, or 0.
function levelOf({ masks, words, count }: Found, levels: SkillLevels, wanted: number): number {
  if (wanted >= count) return 0
  const step = Math.max(1, Math.floor(words / sampledWords))
  let level = 0
  for (let bit = topLevel >> 1; bit > 0; bit >>= 1) {
    let reached = 0
    for (let word = 0; word < words; word += step) reached += ones(levels.atLeast(word, level + bit) & (masks[word] as number))
    if (reached * step >= wanted) level += bit
  }
  return level
}

interface Band {
  found: Found
  levels: SkillLevels
  /** It may rise. */
  from: () => number
  /** Exclusive. */
  above: number
}

function readBand({ found, levels, from: lowest, above }: Band, portions: Portions, read: (rows: Rows) => void): void {
  const { words, masks, rowsFrom } = found
  const rows = new Int32Array(portions.rows + 32)
  const skillsMost = levels.pointsAt(above - 1)
  let from = lowest()
  let most = portions.first
  let count = 0
  for (let word = 0; word < words; word += 1) {
    let left = (masks[word] as number) & levels.atLeast(word, from)
    if (above < topLevel) left &= ~levels.atLeast(word, above)
    const row = rowsFrom[word] as number
    while (left !== 0) {
      const bit = 31 - Math.clz32(left)
      left ^= 1 << bit
      rows[count++] = row + bit
    }
    if (count < most) continue
    read({ rows, count, skillsMost })
    count = 0
    from = lowest()
    most = portions.rows
  }
  if (count > 0) read({ rows, count, skillsMost })
}

// What all other components can give at most for this posting.
function mostBesidesSkills({ tables, policyPoints, posting, context }: Question): number {
  const preference = tables.isComparable ? weights.preference : pointsOf(partOf('preference'), (3 * full) / 4)
  const most = {
    skills: 0,
    policy: policyPoints,
    education: tables.education.words.reduce((best, word) => Math.max(best, word & pointsMask), 0),
    // Nobody is paid surer than who asks for nothing, or says nothing.
    pay: Math.max(
      ...[0, null].map((payFloorFen) => pointsOf(partOf('pay'), rate(partOf('pay'), { posting, context }, { payFloorFen }).score)),
    ),
    experience: Math.max(tables.experience.at(-1) ?? 0, tables.experienceUnknown.points),
    function: posting.demands.length === 0 ? weights.function / 2 : weights.function,
    accommodation: weights.accommodation,
    location: weights.location,
    preference,
  }
  return componentKeys.reduce((sum, key) => sum + most[key], 0)
}
