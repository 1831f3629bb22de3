import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import type { FacetKey } from '../people/facts-text.ts'
import { licencesIn, needsIn, nobodySaid, rowWords } from '../people/layout.ts'
import { type ListVisitor, visitLists } from '../people/pack.ts'
import type { People } from '../people/people.ts'
import type { Facets } from '../store/facets.ts'
import type { ReaderTools } from './asker.ts'
import { statesOf } from './capability-states.ts'
import { dayOf } from './grounds.ts'
import { createKept } from './kept.ts'
import { writeEducation } from './person.ts'
import { needsOf, wantedOf } from './person-parts.ts'
import type { Reach } from './reach.ts'
import type { Terms } from './terms.ts'

/** Reads people from the rows of their store: each fact that is kept as a number is looked at once, however many people share it. */
export interface RowReader {
  people: People
  read: (row: number, at: Date) => Reach
}

export function createRowReader(people: People, { terms, writer, nearness, reaches, grounds }: ReaderTools): RowReader {
  const { person } = writer
  const { factsOf, memory } = people
  // What a facet of a part holds are the facts that the part reads.
  const factsIn = (key: FacetKey, facet: number) => factsOf(key, facet) as JobseekerFacts
  let at = new Date(0)
  const kept = {
    states: createKept(8_192, (facet) => statesOf(factsIn('capabilities', facet), terms.icf)),
    needs: createKept(8_192, (facet) => needsOf(factsIn('needs', facet), terms.accommodations)),
    wanted: createKept(4_096, (facet) => wantedOf(factsIn('forms', facet))),
    ages: createKept(8_192, (facet) => grounds.agesFor(factsIn('age', facet), at)),
    licences: createKept(8_192, (facet) => grounds.licencesFor(factsIn('licences', facet))),
    pays: createKept(8_192, (facet) => factsIn('pay', facet)),
    areas: createKept(65_536, (facet) => reaches.areaOf(factsIn('reach', facet))),
  }
  const lists = listsReader(people, { terms, writer, nearness })
  let [reachFacet, limitsFacet] = [0, 0]
  const placeFacts = () => ({ ...unsaidJobseeker, ...factsOf('reach', reachFacet), ...factsOf('limits', limitsFacet) })

  const read = (row: number, now: Date): Reach => {
    at = now
    const { rows } = memory.blocks
    const first = row * rowWords
    const [third, sixth] = [rows[first + 2] as number, rows[first + 5] as number]
    const [seventh, flags] = [rows[first + 6] as number, rows[first + 7] as number]
    writer.begin()
    visitLists(memory.lists.units, rows[first + 1] as number, third, lists)
    reachFacet = rows[first + 3] as number
    limitsFacet = flags & 0xffff
    person.isListed = (flags & 0x30000) === 0x30000
    person.states = kept.states(rows[first + 4] as number, terms.icf.size())
    person.needs = kept.needs(needsIn(sixth, flags), terms.accommodations.size())
    person.wanted = kept.wanted(third >>> 20, 0)
    person.ages = kept.ages(sixth & 0xffff, dayOf(now) * 65_536 + terms.ages.size())
    person.licences = kept.licences(licencesIn(seventh, flags), terms.licences.size())
    const { payFloorFen } = kept.pays(seventh & 0xfffff, 0)
    person.payFloorKnown = payFloorFen !== null
    person.payFloor = payFloorFen ?? 0
    writeEducation(person, (third >>> 16) & 15)
    const wishes = (third >>> 6) & 31
    person.wishesKnown = wishes !== nobodySaid && wishes > 0
    person.experienceKnown = ((third >>> 11) & 31) !== nobodySaid
    return reaches.reachFrom(kept.areas(reachFacet, terms.regions.size()), limitsFacet, person.wanted, placeFacts)
  }

  return { people, read }
}

function listsReader(people: People, { terms, writer, nearness }: Pick<ReaderTools, 'terms' | 'writer' | 'nearness'>): ListVisitor {
  const skillOf = createNumbering(people.skills, terms.skills)
  const rows: (Uint8Array | undefined)[] = []
  const rowOf = (occupation: number): Uint8Array => {
    const held = rows[occupation]
    if (held !== undefined && held.length > terms.occupations.size()) return held
    while (rows.length <= occupation) rows.push(undefined)
    const row = nearness(people.occupations.text(occupation))
    rows[occupation] = row
    return row
  }
  return {
    skill: (skill, level) => writer.addSkill(skillOf(skill), level),
    wish: (occupation) => writer.addWish(rowOf(occupation)),
    job: (occupation, years) => writer.addJob(rowOf(occupation), years),
  }
}

/** The number that the postings have for what the people have a number for; -1 as long as no posting knows it. */
function createNumbering({ text }: Facets, terms: Terms): (number: number) => number {
  let numbers = new Int32Array(256).fill(-1)
  return (number) => {
    if (number >= numbers.length) {
      const longer = new Int32Array(number * 2).fill(-1)
      longer.set(numbers)
      numbers = longer
    }
    const held = numbers[number] as number
    return held >= 0 ? held : (numbers[number] = terms.find(text(number)))
  }
}
