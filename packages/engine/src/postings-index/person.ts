import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { full, neutral } from '@zhihe/scoring/weights'
import { educationLevelCodes, educationRank } from '@zhihe/vocabulary/education'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import { createStates } from './capability-states.ts'
import { offerBits, type PostingTerms } from './memory.ts'
import { createNearness } from './nearness-rows.ts'
import { mostOfLast, mostOfRest } from './rate.ts'
import { cellsOfRows, createSkillCredits, familyCell, familyCells, familyOf, noFamily, relativeCredit } from './skill-credits.ts'
import { educationStates, percentByNearness } from './tables.ts'

/** A person as a search reads her: numbers only, written anew for each question. */
export interface Person {
  facts: JobseekerFacts
  /** By row of a required skill. */
  skillCredit: Uint16Array
  /** By cell: what a relative of a skill she has earns. */
  familyCredit: Uint16Array
  cellOfRow: Uint16Array
  /** Families of her skills. */
  families: number[]
  /** By row: what she earns something for, as `row << 14 | credit`. */
  skillLists: Int32Array[]
  /** By activity: where in the table of demands her state begins. */
  demandBase: Int32Array
  /** By activity: the state of her capability. */
  capabilities: Uint8Array
  /** Per need: the bit of the accommodation, its share, whether it is required. */
  needBit: Uint8Array
  needShare: Uint8Array
  needs: number
  needWeight: number
  requiredNeeds: number
  needsKnown: boolean
  /** By forms and modes: 1 if wanted or nobody has said. */
  forms: Uint8Array
  modes: Uint8Array
  /** What a wanted form and mode earn, and how much of it is known; 1 if either is open. */
  formAndModeCredit: number
  formAndModeKnown: number
  isFormOrModeOpen: number
  formsKnown: boolean
  modesKnown: boolean
  educationRow: number
  educationRank: number | null
  payFloor: number
  payFloorKnown: boolean
  /** Rows of the nearness table for the occupations she wants. */
  wishes: Uint8Array[]
  wishesKnown: boolean
  experience: Uint8Array[]
  /** Per experience, by nearness: the hundredths of a year that count. */
  hundredths: Int32Array
  experienceKnown: boolean
  /** Points, at most, besides those for skills, function and location. */
  mostOfRest: number
  /** And at most besides pay and preference, too. */
  mostOfLast: number
}

const requiredShare = 2
const neverOffered = offerBits - 1

export function createPersonReader(terms: PostingTerms): (facts: JobseekerFacts) => Person {
  const creditsOf = createSkillCredits(terms.skills)
  const nearness = createNearness(terms)
  const statesFor = createStates(terms)
  const person = emptyPerson()

  const readSkills = ({ skills }: JobseekerFacts): void => {
    for (const list of person.skillLists) forget(list, person.skillCredit)
    person.familyCredit.fill(0)
    person.skillLists.length = 0
    person.families.length = 0
    if (person.skillCredit.length < terms.skills.size() * 5) {
      person.skillCredit = new Uint16Array(terms.skills.size() * 10)
      person.cellOfRow = cellsOfRows(terms.skills.size() * 10)
    }
    for (const { code, level } of skills) {
      const skill = terms.skills.find(code)
      // A code that no posting and no table knows is related to nothing.
      if (skill < 0) continue
      const list = creditsOf(skill, level)
      person.skillLists.push(list)
      learn(list, person.skillCredit)
      learnFamily(person, familyOf(skill), level)
    }
  }

  return (facts) => {
    person.facts = facts
    readSkills(facts)
    const { demandBase, capabilities } = statesFor(facts)
    person.demandBase = demandBase
    person.capabilities = capabilities
    readNeeds(person, terms)
    readWork(person, nearness)
    person.mostOfRest = mostOfRest(person)
    person.mostOfLast = mostOfLast(person)
    return person
  }
}

// Counted loops: an iterator over a typed array costs several times as much, and this is done for every question.
function forget(list: Int32Array, credit: Uint16Array): void {
  for (let place = 0; place < list.length; place += 1) credit[(list[place] as number) >> 14] = 0
}

function learn(list: Int32Array, credit: Uint16Array): void {
  for (let place = 0; place < list.length; place += 1) {
    const entry = list[place] as number
    if ((entry & 16_383) > (credit[entry >> 14] as number)) credit[entry >> 14] = entry & 16_383
  }
}

const relativeCredits = Uint16Array.from({ length: 36 }, (_, place) =>
  relativeCredit(Math.max(1, Math.floor(place / 6)), Math.max(1, place % 6)),
)

function learnFamily({ familyCredit, families }: Person, family: number, level: number): void {
  if (family === noFamily) return
  families.push(family)
  for (let asked = 1; asked <= 5; asked += 1) {
    const credit = relativeCredits[level * 6 + asked] as number
    const cell = familyCell(family, asked)
    if (credit > (familyCredit[cell] as number)) familyCredit[cell] = credit
  }
}

function emptyPerson(): Person {
  return {
    facts: undefined as unknown as JobseekerFacts,
    skillCredit: new Uint16Array(0),
    familyCredit: new Uint16Array(familyCells),
    cellOfRow: new Uint16Array(0),
    families: [],
    skillLists: [],
    demandBase: new Int32Array(64),
    capabilities: new Uint8Array(64),
    needBit: new Uint8Array(64),
    needShare: new Uint8Array(64),
    needs: 0,
    needWeight: 0,
    requiredNeeds: 0,
    needsKnown: false,
    forms: new Uint8Array(8),
    modes: new Uint8Array(4),
    formAndModeCredit: 0,
    formAndModeKnown: 0,
    isFormOrModeOpen: 0,
    formsKnown: false,
    modesKnown: false,
    educationRow: 0,
    educationRank: null,
    payFloor: 0,
    payFloorKnown: false,
    wishes: [],
    wishesKnown: false,
    experience: [],
    hundredths: new Int32Array(256),
    experienceKnown: false,
    mostOfRest: 0,
    mostOfLast: 0,
  }
}

// The required needs stand first, so that a rule reads only those.
function readNeeds(person: Person, { accommodations }: PostingTerms): void {
  const needs = person.facts.accommodationsNeeded
  person.needsKnown = needs !== null
  person.needs = 0
  person.needWeight = 0
  for (const wanted of [true, false]) {
    for (const { code, required } of needs ?? []) {
      if (required !== wanted) continue
      const bit = accommodations.find(code)
      person.needBit[person.needs] = bit < 0 ? neverOffered : bit
      person.needShare[person.needs] = required ? requiredShare : 1
      person.needWeight += required ? requiredShare : 1
      person.needs += 1
    }
    if (wanted) person.requiredNeeds = person.needs
  }
}

function readWork(person: Person, nearness: (code: string) => Uint8Array): void {
  const { employmentForms, workModes, education, payFloorFen, desiredOccupations, experience } = person.facts
  person.formsKnown = employmentForms !== null
  person.modesKnown = workModes !== null
  const open = Number(employmentForms === null) + Number(workModes === null)
  person.formAndModeCredit = (2 - open) * full + open * neutral
  person.formAndModeKnown = ((2 - open) * full) / 4
  person.isFormOrModeOpen = Math.min(1, open)
  employmentFormCodes.forEach((code, place) => {
    person.forms[place] = Number(employmentForms === null || employmentForms.includes(code))
  })
  workModeCodes.forEach((code, place) => {
    person.modes[place] = Number(workModes === null || workModes.includes(code))
  })
  person.educationRow = (education === null ? 0 : educationLevelCodes.indexOf(education) + 1) * educationStates
  person.educationRank = education === null ? null : educationRank(education)
  person.payFloorKnown = payFloorFen !== null
  person.payFloor = payFloorFen ?? 0
  person.wishesKnown = desiredOccupations !== null && desiredOccupations.length > 0
  person.wishes = (desiredOccupations ?? []).map(nearness)
  person.experienceKnown = experience !== null
  person.experience = (experience ?? []).map(({ occupationCode }) => nearness(occupationCode))
  if (person.experience.length * 4 > person.hundredths.length) person.hundredths = new Int32Array(person.experience.length * 8)
  for (const [place, { years }] of (experience ?? []).entries()) {
    percentByNearness.forEach((percent, near) => {
      person.hundredths[place * 4 + near] = Math.floor(years * percent)
    })
  }
}
