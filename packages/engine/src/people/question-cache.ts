import { parts } from '@zhihe/scoring/parts'
import type { People } from './people.ts'
import type { Side } from './rated.ts'
import { momentOf } from './tables.ts'

interface Entry<T> {
  posting: object
  known: number
  moment: number
  value: T
}

const few = 16
const bound: ReadonlySet<string> = new Set(['posting', 'age', 'education'])
/** Whether the moment and what is relaxed then reach only those parts for which that is looked at anew; if scoring ever reads them elsewhere, nothing is kept. */
const isKept = parts.every(({ key, reads }) => bound.has(key) || reads.context.length === 0)

/**
 * What the last few postings were compiled to: a rank job, a page and a what-if behind each other compile once. It stands as long as no word was
 * added to a dictionary and no block to the rows (all of these only grow, so their sum tells), in the same month and under the same relaxations.
 */
export function createQuestionCache<T>(people: People) {
  const held: Entry<T>[] = []
  const grows = [...Object.values(people.facets), people.skills, people.occupations, people.licences].map(({ memory }) => memory.header)
  const knownNow = () => grows.reduce((sum, header) => sum + (header[0] as number), people.memory.blocks.header[0] as number)

  return (side: Side, make: () => T): T => {
    if (!isKept) return make()
    const { posting } = side
    const known = knownNow()
    const moment = momentOf(side)
    const place = held.findIndex((entry) => entry.posting === posting)
    const entry = held[place]
    if (entry !== undefined && entry.known === known && entry.moment === moment) return entry.value
    const value = make()
    if (entry !== undefined) held.splice(place, 1)
    if (held.push({ posting, known, moment, value }) > few) held.shift()
    return value
  }
}
