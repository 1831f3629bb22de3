import { full } from '@zhihe/scoring/weights'
import type { People } from './people.ts'
import { asks, excludes } from './rated.ts'
import type { SkillLanes } from './skill-lanes.ts'

const outcomeBits = 8
const mostUnits = 64

/**
 * What the skills of a list earn: the credits of all lanes by their shares, times eight, and below that the outcome of the must skills. Most
 * people have no skill or one that is anything to a posting; those sums are kept with the lanes, so only several are compared lane by lane.
 */
export function createSkillSum({ memory }: People, lanes: SkillLanes): (start: number, end: number) => number {
  const { units } = memory.lists
  const { rowOf, credits, shares, isMust, lanes: laneCount } = lanes
  const alone = lanes.alone
  const hits = new Int32Array(mostUnits)

  return (start, end) => {
    let count = 0
    for (let unit = start; unit < end; unit += 1) {
      const held = units[unit] as number
      const row = rowOf[held & 0xfff] as number
      // Without a branch, which nobody could foretell.
      hits[count] = row * 8 + ((held >>> 12) & 7)
      count += row === 0 ? 0 : 1
    }
    return count === 0 ? (alone[0] as number) : count === 1 ? (alone[hits[0] as number] as number) : sumOf(count)
  }

  function sumOf(count: number): number {
    let sum = 0
    let outcome = 0
    for (let lane = 0; lane < laneCount; lane += 1) {
      let best = 0
      for (let hit = 0; hit < count; hit += 1) {
        const credit = credits[((hits[hit] as number) - 8) * laneCount + lane] as number
        if (credit > best) best = credit
      }
      sum += best * (shares[lane] as number)
      if (isMust[lane] === 1 && best < full) outcome |= best === 0 ? excludes : asks
    }
    return sum * outcomeBits + outcome
  }
}

export function outcomeIn(skillSum: number): number {
  return skillSum & (outcomeBits - 1)
}

export function sumIn(skillSum: number): number {
  return skillSum >>> 3
}

/** By row + 1 and level: what one skill alone earns; the first eight for none. */
export function sumsAlone({ credits, shares, isMust, lanes }: Omit<SkillLanes, 'alone'>): Int32Array {
  const sums = new Int32Array(8 + (lanes === 0 ? 0 : credits.length / lanes))
  for (let cell = 0; cell < sums.length; cell += 1) {
    let sum = 0
    let outcome = 0
    for (let lane = 0; lane < lanes; lane += 1) {
      const credit = cell < 8 ? 0 : (credits[(cell - 8) * lanes + lane] as number)
      sum += credit * (shares[lane] as number)
      if (isMust[lane] === 1 && credit < full) outcome |= credit === 0 ? excludes : asks
    }
    sums[cell] = sum * outcomeBits + outcome
  }
  return sums
}
