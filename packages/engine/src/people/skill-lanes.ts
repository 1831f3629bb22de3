import type { PostingFacts } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import type { Facets } from '../store/facets.ts'
import { pointsOf, rate, type Side } from './rated.ts'
import { createSkillCredits, type Earning } from './skill-credits.ts'
import { sumsAlone } from './skill-sum.ts'

/** The required skills of a posting as lanes, and what each held skill earns in each of them. */
export interface SkillLanes {
  lanes: number
  /** By skill: its row + 1, or 0 when it earns nothing. */
  rowOf: Uint16Array
  /** [(row * 8 + level) * lanes + lane] */
  credits: Int32Array
  shares: Int32Array
  /** By row + 1 and level: what one skill alone earns. */
  alone: Int32Array
  isMust: Uint8Array
  weight: number
  /** Without lanes. */
  unasked: { score: number; known: number; points: number }
  /** Pairs of bitmaps, one of which everybody is in who holds the skill, or anything that earns credit for it. */
  held: [number, number][]
  related: [number, number][]
  /** By lane: all bitmaps of who may hold it, of who may hold anything related, and what the related earn at most. */
  heldIn: Int32Array[]
  relatedIn: Int32Array[]
  mostRelated: number[]
}

// As in scoring's skills component; law 5 would show it if they drifted apart.
const mustWeight = 3
const skillsPart = partOf('skills')

export function createSkillLanes(dictionary: Facets) {
  const creditsFor = createSkillCredits(dictionary)

  return (side: Side): SkillLanes => {
    const rowOf = new Uint16Array(4_096)
    const used: number[] = []
    const { skills } = side.posting
    const earnings = skills.map(creditsFor)
    for (const { skills: earning } of earnings) {
      for (const skill of earning) {
        if (rowOf[skill] !== 0) continue
        used.push(skill)
        rowOf[skill] = used.length
      }
    }
    const unasked = rate(skillsPart, side, { skills: [] })
    const lanes = {
      lanes: skills.length,
      rowOf,
      credits: laneCredits(earnings, rowOf, used.length),
      shares: Int32Array.from(skills, ({ must }) => (must ? mustWeight : 1)),
      isMust: Uint8Array.from(skills, ({ must }) => (must ? 1 : 0)),
      weight: skills.reduce((sum, { must }) => sum + (must ? mustWeight : 1), 0),
      unasked: { ...unasked, points: pointsOf(skillsPart, unasked.score) },
      ...conditions(side.posting, earnings),
      heldIn: earnings.map(({ held }) => Int32Array.from(held)),
      relatedIn: earnings.map(({ related }) => Int32Array.from(related)),
      mostRelated: earnings.map(({ mostRelated }) => mostRelated),
    }
    return { ...lanes, alone: sumsAlone(lanes) }
  }
}

function laneCredits(earnings: readonly Earning[], rowOf: Uint16Array, rows: number): Int32Array {
  const lanes = earnings.length
  const credits = new Int32Array(rows * 8 * lanes)
  earnings.forEach(({ skills, credits: own }, lane) => {
    for (let place = 0; place < skills.length; place += 1) {
      const row = (rowOf[skills[place] as number] as number) - 1
      for (let level = 0; level < 8; level += 1) credits[(row * 8 + level) * lanes + lane] = own[place * 8 + level] as number
    }
  })
  return credits
}

// A condition that two bitmaps cannot say is left to the exact test.
function conditions({ skills }: PostingFacts, earnings: readonly Earning[]): Pick<SkillLanes, 'held' | 'related'> {
  const held: [number, number][] = []
  const related: [number, number][] = []
  skills.forEach(({ must }, lane) => {
    const earning = earnings[lane]
    if (!must || earning === undefined) return
    add(held, earning.held)
    add(related, earning.related)
  })
  return { held, related }
}

function add(to: [number, number][], bitmaps: ReadonlySet<number>): void {
  const [one, other = one] = bitmaps
  if (one !== undefined && other !== undefined && bitmaps.size <= 2) to.push([one, other])
}
