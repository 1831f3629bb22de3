import type { JobseekerFacts, PostingFacts, Relaxation } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import { relaxationFor } from '@zhihe/scoring/relaxed'
import { unsaidJobseeker, unsaidPosting } from '@zhihe/scoring/unsaid-facts'
import { postingChannelCodes } from '@zhihe/vocabulary/channel'
import type { PostingTerms } from './memory.ts'
import { ageOf } from './record.ts'
import { type Status, statusOf } from './tables.ts'

const remembered = 4_096
const chinaOffsetMs = 8 * 60 * 60 * 1_000

/** Statuses by age range and by set of licences: few are distinct on either side, so each table is asked of scoring once and kept. */
export function createGrounds(terms: PostingTerms) {
  const ages = createTables(() => terms.ages.size())
  const licences = createTables(() => terms.licences.size())
  const held = new WeakMap<readonly string[], Uint8Array>()
  let day = -1
  let agesOfDay = new Map<string | null, Map<string | null, Uint8Array>>()
  return {
    // Keyed by the two facts as they are: no text is joined and hashed for a look-up.
    agesFor: ({ birthMonth, sex }: JobseekerFacts, at: Date): Uint8Array => {
      const today = Math.floor((at.getTime() + chinaOffsetMs) / 86_400_000)
      if (today !== day) {
        day = today
        agesOfDay = new Map()
      }
      let bySex = agesOfDay.get(birthMonth)
      if (bySex === undefined) agesOfDay.set(birthMonth, (bySex = new Map()))
      const known = bySex.get(sex)
      if (known !== undefined && known.length >= terms.ages.size()) return known
      const facts = { ...unsaidJobseeker, birthMonth, sex }
      const table = ages(`${birthMonth}|${sex}|${today}`, (range) =>
        statusOf(partOf('age'), { ...unsaidPosting, age: ageOf(terms.ages.text(range)) }, facts, at),
      )
      bySex.set(sex, table)
      return table
    },
    // The list itself is the first key: people out of the store share it.
    licencesFor: ({ licences: list }: JobseekerFacts): Uint8Array => {
      const known = list === null ? undefined : held.get(list)
      if (known !== undefined && known.length >= terms.licences.size()) return known
      const facts = { ...unsaidJobseeker, licences: list }
      const table = licences(list === null ? 'null' : `held ${list.join()}`, (set) =>
        statusOf(partOf('licences'), { ...unsaidPosting, licences: terms.licences.text(set).split(',').filter(Boolean) }, facts),
      )
      if (list !== null) held.set(list, table)
      return table
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
      const posting: PostingFacts = { ...unsaidPosting, regionCode, channel: code }
      const holds = (rule: Relaxation['rule']) =>
        relaxationFor({ posting, jobseeker: unsaidJobseeker, context: { at: new Date(0), relaxations } }, rule) !== null
      relaxed[place * 8 + channel] = Number(holds('age')) + 2 * Number(holds('education'))
    }
  }
  return relaxed
}
