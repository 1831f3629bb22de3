import { priorCap } from '@zhihe/scoring/function-fit'
import { full, neutral } from '@zhihe/scoring/weights'
import { type PostingMemory, word } from './memory.ts'
import type { Person } from './person.ts'
import { essentialWeight, listStart, listsOf } from './record.ts'
import { isConditional, isExcluded, isKnown, scoreMask } from './sheet.ts'

const statuses = isConditional | isExcluded

/** Demands of its own count by weight; what the occupation usually demands moves their mean only slightly. */
export function rateDemands({ states }: Person, memory: PostingMemory, at: number): number {
  const { demandBase } = states
  const { records, demands } = memory
  const counts = records[at + word.counts] as number
  const lists = listsOf(memory, at)
  const first = listStart(memory, at) + (counts & 255)
  const own = first + ((counts >> 8) & 255)
  const end = own + ((counts >> 16) & 255)
  const weight = (records[at + word.weights] as number) >>> 16
  let sum = 0
  let status = 0
  for (let next = first; next < own; next += 1) {
    const entry = lists[next] as number
    const fit = demands[(demandBase[entry >> 6] as number) + ((entry >> 1) & 31)] as number
    if ((entry & 1) === 0) sum += fit & scoreMask
    else {
      sum += essentialWeight * (fit & scoreMask)
      status |= fit & statuses
    }
  }
  const middle = weight === 0 ? neutral : (sum / weight) | 0
  if (end === own) return middle | status
  const [least, most] = [middle - priorCap, middle + priorCap]
  for (let next = own; next < end; next += 1) {
    const entry = lists[next] as number
    const credit = (demands[(demandBase[entry >> 6] as number) + ((entry >> 1) & 31)] as number) & scoreMask
    sum += Math.min(Math.max(credit, least), most)
  }
  return (sum / (weight + end - own)) | 0 | status
}

/** The share of the weight that rests on facts. */
export function sureOfDemands({ states }: Person, memory: PostingMemory, at: number): number {
  const { demandBase } = states
  const { records, demands } = memory
  const counts = records[at + word.counts] as number
  const lists = listsOf(memory, at)
  const first = listStart(memory, at) + (counts & 255)
  const own = first + ((counts >> 8) & 255)
  const weight = ((records[at + word.weights] as number) >>> 16) + ((counts >> 16) & 255)
  if (weight === 0) return 0
  let sure = 0
  for (let next = first; next < own; next += 1) {
    const entry = lists[next] as number
    const fit = demands[(demandBase[entry >> 6] as number) + ((entry >> 1) & 31)] as number
    if ((fit & isKnown) !== 0) sure += (entry & 1) === 1 ? essentialWeight : 1
  }
  return Math.floor((full * sure) / weight)
}
