import type { RankedMatch } from '../asks.ts'
import { rowWords } from '../people/layout.ts'
import type { Ask, Tier } from './ask.ts'
import type { Asker } from './asker.ts'
import { partitionOf } from './blocks.ts'
import { createComponents } from './components.ts'
import { createIdReader, readVersion } from './ids.ts'
import { nameWords, type PostingMemory, recordWords, word } from './memory.ts'
import { confidenceOn, fillSheet } from './rate.ts'
import type { Reach } from './reach.ts'
import { sheetSize } from './sheet.ts'

/** The id and the version of who asks, as a match names them. */
export type Who = Pick<RankedMatch, 'jobseekerId' | 'jobseekerVersion'>

export function whoAsks(asker: Asker): Who {
  if (!('row' in asker)) return { jobseekerId: asker.id, jobseekerVersion: asker.version }
  const { ids, memory } = asker.people
  const person = memory.blocks.rows[asker.row * rowWords] as number
  return { jobseekerId: ids.text(person), jobseekerVersion: memory.version[person] as number }
}

interface Listed {
  record: number
  score: number
  tier: Tier
}

/** Makes what is said of a listed posting: its parts are rated once more, now to be shown. */
export function createMatches(memory: PostingMemory) {
  const sheet = new Int32Array(sheetSize)
  const componentsOf = createComponents()
  const idOf = createIdReader()
  return ({ person, reach, ground }: Ask, { jobseekerId, jobseekerVersion }: Who, { record, score, tier }: Listed): RankedMatch => {
    const { records, names } = memory
    ground.location = locationIn(reach, partitionOf(memory, record))
    fillSheet(sheet, person, record, ground)
    return {
      postingId: idOf(names, record * nameWords, record),
      jobseekerId,
      verdict: tier === 0 ? 'eligible' : 'conditional',
      score,
      confidence: confidenceOn(sheet),
      components: componentsOf(sheet),
      recommendations: records[record * recordWords + word.candidates] as number,
      postingVersion: readVersion(names, record * nameWords + 4),
      jobseekerVersion,
    }
  }
}

function locationIn({ partitions, ratings, count }: Reach, partition: number): number {
  for (let place = 0; place < count; place += 1) if (partitions[place] === partition) return ratings[place] as number
  throw new Error('a posting was listed from a partition that the person does not look at')
}
