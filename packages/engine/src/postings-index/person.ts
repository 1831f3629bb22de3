import { educationLevelCodes, educationRank } from '@zhihe/vocabulary/education'
import { type States } from './capability-states.ts'
import type { Bars } from './grounds.ts'
import type { PostingTerms } from './memory.ts'
import type { Needs, Wanted } from './person-parts.ts'
import { type Credits, cellsOfRows, createSkillCredits, familyCell, familyCells, noFamily, relativeCredit } from './skill-credits.ts'
import { educationStates, percentByNearness } from './tables.ts'

/** A person as a search reads her: numbers only, written anew for each question. */
export interface Person {
  /** Whether she may be listed at all. */
  isListed: boolean
  /** By row of a required skill. */
  skillCredit: Uint16Array
  /** By cell: what a relative of a skill she has earns. */
  familyCredit: Uint16Array
  cellOfRow: Uint16Array
  /** What each of her skills earns; the first `skills` count. */
  credits: Credits[]
  skills: number
  states: States
  needs: Needs
  wanted: Wanted
  ages: Bars
  licences: Bars
  educationRow: number
  educationRank: number | null
  payFloor: number
  payFloorKnown: boolean
  /** Rows of the nearness table for the occupations she wants; the first `wishCount` count. */
  wishes: Uint8Array[]
  wishCount: number
  wishesKnown: boolean
  experience: Uint8Array[]
  jobs: number
  /** Per experience, by nearness: the hundredths of a year that count. */
  hundredths: Int32Array
  experienceKnown: boolean
}

/** Writes the facts that are lists. */
export interface PersonWriter {
  person: Person
  /** Forgets the lists of whoever was written before. */
  begin: () => void
  /** By the number of the skill; -1: a code that no posting and no table knows is related to nothing. */
  addSkill: (skill: number, level: number) => void
  addWish: (row: Uint8Array) => void
  addJob: (row: Uint8Array, years: number) => void
}

export function createPersonWriter(terms: PostingTerms): PersonWriter {
  const creditsOf = createSkillCredits(terms.skills)
  const person = emptyPerson()
  return {
    person,
    begin: () => {
      forgetSkills(person)
      person.wishCount = 0
      person.jobs = 0
      if (person.skillCredit.length >= terms.skills.size() * 5) return
      person.skillCredit = new Uint16Array(terms.skills.size() * 10)
      person.cellOfRow = cellsOfRows(terms.skills.size() * 10)
    },
    addSkill: (skill, level) => {
      if (skill < 0) return
      const credits = creditsOf(skill, level)
      person.credits[person.skills] = credits
      person.skills += 1
      learn(person, credits)
    },
    addWish: (row) => {
      person.wishes[person.wishCount] = row
      person.wishCount += 1
    },
    addJob: (row, years) => addJob(person, row, years),
  }
}

function addJob(person: Person, row: Uint8Array, years: number): void {
  const first = person.jobs * percentByNearness.length
  if (first + percentByNearness.length > person.hundredths.length) {
    const longer = new Int32Array(person.hundredths.length * 2)
    longer.set(person.hundredths)
    person.hundredths = longer
  }
  for (let near = 0; near < percentByNearness.length; near += 1) {
    person.hundredths[first + near] = Math.floor(years * (percentByNearness[near] as number))
  }
  person.experience[person.jobs] = row
  person.jobs += 1
}

/** `level` counts from 1 in the order of the vocabulary; 0: nobody has said. */
export function writeEducation(person: Person, level: number): void {
  person.educationRow = level * educationStates
  person.educationRank = ranks[level] ?? null
}

const ranks = [null, ...educationLevelCodes.map(educationRank)]

// Counted loops: an iterator over a typed array costs several times as much, and this is done for every question.
function forgetSkills(person: Person): void {
  const { credits, skillCredit, familyCredit } = person
  for (let skill = 0; skill < person.skills; skill += 1) {
    const { rows, family } = credits[skill] as Credits
    for (let place = 0; place < rows.length; place += 1) skillCredit[(rows[place] as number) >> 14] = 0
    for (let asked = 1; asked <= levels; asked += 1) familyCredit[familyCell(family, asked)] = 0
  }
  person.skills = 0
}

const levels = 5

function learn({ skillCredit, familyCredit }: Person, { rows, family, level }: Credits): void {
  for (let place = 0; place < rows.length; place += 1) {
    const entry = rows[place] as number
    if ((entry & 16_383) > (skillCredit[entry >> 14] as number)) skillCredit[entry >> 14] = entry & 16_383
  }
  if (family === noFamily) return
  for (let asked = 1; asked <= levels; asked += 1) {
    const credit = relativeCredits[level * (levels + 1) + asked] as number
    const cell = familyCell(family, asked)
    if (credit > (familyCredit[cell] as number)) familyCredit[cell] = credit
  }
}

const relativeCredits = Uint16Array.from({ length: (levels + 1) ** 2 }, (_, place) =>
  relativeCredit(Math.max(1, Math.floor(place / (levels + 1))), Math.max(1, place % (levels + 1))),
)

function emptyPerson(): Person {
  const none = new Int32Array(0)
  const bars: Bars = { statuses: new Uint8Array(0), strict: none, loose: none }
  return {
    isListed: false,
    skillCredit: new Uint16Array(0),
    familyCredit: new Uint16Array(familyCells),
    cellOfRow: new Uint16Array(0),
    credits: [],
    skills: 0,
    states: { demandBase: none, met: none, open: none },
    needs: { isKnown: false, bits: new Uint8Array(0), shares: new Uint8Array(0), required: 0, weight: 0, offsets: none },
    wanted: {
      statuses: new Uint8Array(32),
      credit: 0,
      known: 0,
      isFormKnown: false,
      isModeKnown: false,
      isOut: false,
      isRemote: false,
      offsets: none,
    },
    ages: bars,
    licences: bars,
    educationRow: 0,
    educationRank: null,
    payFloor: 0,
    payFloorKnown: false,
    wishes: [],
    wishCount: 0,
    wishesKnown: false,
    experience: [],
    jobs: 0,
    hundredths: new Int32Array(64),
    experienceKnown: false,
  }
}
