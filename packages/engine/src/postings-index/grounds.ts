import type { JobseekerFacts, PostingFacts, Relaxation } from '@zhihe/scoring/facts'
import { relaxationFor } from '@zhihe/scoring/relaxed'
import { postingChannelCodes } from '@zhihe/vocabulary/channel'
import type { PostingTerms } from './memory.ts'
import { ageOf } from './record.ts'
import { blankJobseeker, blankPosting, partOf, type Status, statusOf } from './tables.ts'

const remembered = 4_096
const chinaOffsetMs = 8 * 60 * 60 * 1_000

/** Statuses by age range and by set of licences: few are distinct on either side, so each table is asked of scoring once and kept. */
export function createGrounds(terms: PostingTerms) {
  const ages = createTables(() => terms.ages.size())
  const licences = createTables(() => terms.licences.size())
  return {
    agesFor: ({ birthMonth, sex }: JobseekerFacts, at: Date): Uint8Array => {
      const facts = { ...blankJobseeker, birthMonth, sex }
      return ages(`${birthMonth}|${sex}|${Math.floor((at.getTime() + chinaOffsetMs) / 86_400_000)}`, (range) =>
        statusOf(partOf('age'), { ...blankPosting, age: ageOf(terms.ages.text(range)) }, facts, at),
      )
    },
    licencesFor: ({ licences: held }: JobseekerFacts): Uint8Array => {
      const facts = { ...blankJobseeker, licences: held }
      return licences(held === null ? 'null' : `held ${held.join()}`, (set) =>
        statusOf(partOf('licences'), { ...blankPosting, licences: terms.licences.text(set).split(',').filter(Boolean) }, facts),
      )
    },
    relaxedBy: (relaxations: readonly Relaxation[] | undefined): Uint8Array | null =>
      relaxations === undefined || relaxations.length === 0 ? null : relaxedBy(relaxations, terms),
  }
}

function createTables(size: () => number) {
  const made = new Map<string, Uint8Array>()
  return (key: string, status: (number: number) => Status): Uint8Array => {
    const held = made.get(key)
    if (held !== undefined && held.length >= size()) return held
    if (made.size >= remembered) made.clear()
    const table = new Uint8Array(size())
    for (let number = 0; number < table.length; number += 1) table[number] = held?.[number] ?? status(number)
    made.set(key, table)
    return table
  }
}

function relaxedBy(relaxations: readonly Relaxation[], { regions }: PostingTerms): Uint8Array {
  const relaxed = new Uint8Array(regions.size() * 8)
  for (const [place, regionCode] of regions.all().entries()) {
    for (const [channel, code] of postingChannelCodes.entries()) {
      const posting: PostingFacts = { ...blankPosting, regionCode, channel: code }
      const holds = (rule: Relaxation['rule']) =>
        relaxationFor({ posting, jobseeker: blankJobseeker, context: { at: new Date(0), relaxations } }, rule) !== null
      relaxed[place * 8 + channel] = Number(holds('age')) + 2 * Number(holds('education'))
    }
  }
  return relaxed
}
