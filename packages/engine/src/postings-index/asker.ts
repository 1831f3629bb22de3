import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { educationLevelCodes } from '@zhihe/vocabulary/education'
import type { People } from '../people/people.ts'
import { statesOf } from './capability-states.ts'
import { createGrounds } from './grounds.ts'
import type { PostingTerms } from './memory.ts'
import { createNearness } from './nearness-rows.ts'
import { createPersonWriter, type Person, writeEducation } from './person.ts'
import { needsOf, wantedOf } from './person-parts.ts'
import { createReaches, type Reach } from './reach.ts'
import { createRowReader, type RowReader } from './row-reader.ts'

/** A person as the store of people holds her: read without spelling out a fact that is kept as a number. */
export interface HeldJobseeker {
  people: People
  row: number
}

/** Who asks: anybody's facts, or somebody who is held. */
export type Asker = JobseekerFacts | HeldJobseeker

/** Reads who asks into one person and one reach, which are written anew each time. */
export interface AskerReader {
  person: Person
  read: (asker: Asker, at: Date) => Reach
}

/** What the readers of facts and of rows have in common. */
export interface ReaderTools {
  terms: PostingTerms
  writer: ReturnType<typeof createPersonWriter>
  nearness: ReturnType<typeof createNearness>
  reaches: ReturnType<typeof createReaches>
  grounds: ReturnType<typeof createGrounds>
}

export function createAskerReader(terms: PostingTerms, grounds: ReturnType<typeof createGrounds>): AskerReader {
  const writer = createPersonWriter(terms)
  const tools = { terms, writer, grounds, nearness: createNearness(terms), reaches: createReaches(terms.regions) }
  const readFacts = createFactsReader(tools)
  let rows: RowReader | null = null
  return {
    person: writer.person,
    read: (asker, at) => {
      if (!('row' in asker)) return readFacts(asker, at)
      if (rows?.people !== asker.people) rows = createRowReader(asker.people, tools)
      return rows.read(asker.row, at)
    },
  }
}

function createFactsReader({ terms, writer, nearness, reaches, grounds }: ReaderTools): (facts: JobseekerFacts, at: Date) => Reach {
  const { person } = writer
  const limits = new Map<string, number>()
  return (facts, at) => {
    const { education, payFloorFen, desiredOccupations: wishes, experience } = facts
    writer.begin()
    for (const { code, level } of facts.skills) writer.addSkill(terms.skills.find(code), level)
    for (const code of wishes ?? []) writer.addWish(nearness(code))
    for (const { occupationCode, years } of experience ?? []) writer.addJob(nearness(occupationCode), years)
    person.isListed = facts.active && facts.consentsToMatching
    person.states = statesOf(facts, terms.icf)
    person.needs = needsOf(facts, terms.accommodations)
    person.wanted = wantedOf(facts)
    person.ages = grounds.agesFor(facts, at)
    person.licences = grounds.licencesFor(facts)
    writeEducation(person, education === null ? 0 : educationLevelCodes.indexOf(education) + 1)
    person.payFloorKnown = payFloorFen !== null
    person.payFloor = payFloorFen ?? 0
    person.wishesKnown = wishes !== null && wishes.length > 0
    person.experienceKnown = experience !== null
    return reaches.reachFrom(reaches.areaOf(facts), numberOf(limits, limitsText(facts)), person.wanted, () => facts)
  }
}

// Not the numbers that rows have for theirs.
const firstLimits = 2 ** 16

function numberOf(numbers: Map<string, number>, text: string): number {
  const held = numbers.get(text)
  if (held !== undefined) return held
  if (numbers.size >= firstLimits) throw new Error(`more than ${firstLimits} different limits of a way to work`)
  numbers.set(text, firstLimits + numbers.size)
  return firstLimits + numbers.size - 1
}

function limitsText({ commuteMaxKm, commuteMaxMinutes, commuteModes }: JobseekerFacts): string {
  return `${commuteMaxKm} ${commuteMaxMinutes} ${commuteModes?.join()}`
}
