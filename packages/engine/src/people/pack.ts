import type { HeldSkill, JobseekerFacts } from '@zhihe/scoring/facts'
import { educationLevelCodes } from '@zhihe/vocabulary/education'
import type { Facets } from '../store/facets.ts'
import { codecs, type FacetKey } from './facts-text.ts'
import { nobodySaid } from './layout.ts'

export interface Dictionaries {
  skills: Facets
  occupations: Facets
  licences: Facets
}

export interface Packed {
  row: Int32Array
  units: Uint16Array
  length: number
}

/** Units of one list: a skill each, a wish each, and two for a job held. */
export function listLength(word: number): number {
  const { skills, wishes, jobs } = countsIn(word)
  return skills + (wishes === nobodySaid ? 0 : wishes) + (jobs === nobodySaid ? 0 : jobs * 2)
}

export function countsIn(word: number) {
  return { skills: word & 63, wishes: (word >>> 6) & 31, jobs: (word >>> 11) & 31, education: (word >>> 16) & 15 }
}

/** Fills the row but for person and list; false when something does not fit and the person has to be kept whole. */
export function packRow(facts: JobseekerFacts, tables: Dictionaries & { facets: Record<FacetKey, Facets> }, packed: Packed): boolean {
  const { skills, desiredOccupations: wishes, experience: jobs, education } = facts
  if (skills.length > 63 || (wishes?.length ?? 0) >= nobodySaid || (jobs?.length ?? 0) >= nobodySaid) return false
  if (!Number.isInteger(facts.version) || facts.version < 0 || facts.version > 0x7fffffff) return false
  if (!packLists(facts, tables, packed)) return false

  const facet = (key: FacetKey) => tables.facets[key].intern(codecs[key].write(facts))
  const [age, needs, pay, licences] = [facet('age'), facet('needs'), facet('pay'), facet('licences')]
  const [forms, limits, reach, capabilities] = [facet('forms'), facet('limits'), facet('reach'), facet('capabilities')]
  const fits = within(age, 16) && within(needs, 24) && within(pay, 20) && within(licences, 18) && within(forms, 12) && within(limits, 16)
  if (!fits || reach < 0 || capabilities < 0) return false
  const level = education === null ? 0 : educationLevelCodes.indexOf(education) + 1
  if (education !== null && (level === 0 || level > 15)) return false

  const { row } = packed
  row[2] = skills.length | ((wishes?.length ?? nobodySaid) << 6) | ((jobs?.length ?? nobodySaid) << 11) | (level << 16) | (forms << 20)
  row[3] = reach
  row[4] = capabilities
  row[5] = age | ((needs & 0xffff) << 16)
  row[6] = pay | ((licences & 0xfff) << 20)
  row[7] =
    limits | (facts.active ? 0x10000 : 0) | (facts.consentsToMatching ? 0x20000 : 0) | ((licences >>> 12) << 18) | ((needs >>> 16) << 24)
  return true
}

function within(facet: number, bits: number): boolean {
  return facet >= 0 && facet < 2 ** bits
}

const mostSkills = 4_096
const mostOccupations = 65_536
const mostHundredths = 65_535

function packLists(facts: JobseekerFacts, { skills, occupations, licences }: Dictionaries, packed: Packed): boolean {
  const { units } = packed
  let length = 0
  for (const { code, level, evidence } of facts.skills) {
    const skill = skills.intern(code)
    if (skill < 0 || skill >= mostSkills || !Number.isInteger(level) || level < 0 || level > 7) return false
    units[length++] = skill | (level << 12) | (evidence === 'verified' ? 0x8000 : 0)
  }
  for (const code of facts.desiredOccupations ?? []) {
    const occupation = occupations.intern(code)
    if (occupation < 0 || occupation >= mostOccupations) return false
    units[length++] = occupation
  }
  for (const { occupationCode, years } of facts.experience ?? []) {
    const occupation = occupations.intern(occupationCode)
    const hundredths = Math.round(years * 100)
    // The very same number has to come back, or a floor could fall on its other side.
    if (occupation < 0 || occupation >= mostOccupations || hundredths < 0 || hundredths > mostHundredths || hundredths / 100 !== years)
      return false
    units[length++] = occupation
    units[length++] = hundredths
  }
  for (const code of facts.licences ?? []) if (licences.intern(code) < 0) return false
  packed.length = length
  return true
}

/** The numbers of the skills just packed. */
export function listsOf({ row, units }: Packed): { skills: number[] } {
  return { skills: Array.from(units.subarray(0, (row[2] as number) & 63), (unit) => unit & 0xfff) }
}

/** Told what stands in the lists of a row, by the numbers of the dictionaries. */
export interface ListVisitor {
  skill: (skill: number, level: number) => void
  wish: (occupation: number) => void
  job: (occupation: number, years: number) => void
}

/** As `readLists`, without a text or an object. */
export function visitLists(units: Uint16Array, start: number, word: number, visit: ListVisitor): void {
  const skills = start + (word & 63)
  const wishes = (word >>> 6) & 31
  const jobs = (word >>> 11) & 31
  let at = start
  for (; at < skills; at += 1) visit.skill((units[at] as number) & 0xfff, ((units[at] as number) >>> 12) & 7)
  if (wishes !== nobodySaid) for (const end = at + wishes; at < end; at += 1) visit.wish(units[at] as number)
  if (jobs === nobodySaid) return
  for (const end = at + 2 * jobs; at < end; at += 2) visit.job(units[at] as number, (units[at + 1] as number) / 100)
}

type ListFacts = Pick<JobseekerFacts, 'skills' | 'desiredOccupations' | 'experience' | 'education'>

export function readLists(units: Uint16Array, start: number, word: number, { skills, occupations }: Dictionaries): ListFacts {
  const counts = countsIn(word)
  let at = start
  const held: HeldSkill[] = []
  for (let place = 0; place < counts.skills; place += 1) {
    const unit = units[at++] as number
    const level = ((unit >>> 12) & 7) as HeldSkill['level']
    held.push({ code: skills.text(unit & 0xfff), level, evidence: unit & 0x8000 ? 'verified' : 'declared' })
  }
  const wishes: string[] = []
  for (let place = 0; place < counts.wishes && counts.wishes !== nobodySaid; place += 1)
    wishes.push(occupations.text(units[at++] as number))
  const jobs: { occupationCode: string; years: number }[] = []
  for (let place = 0; place < counts.jobs && counts.jobs !== nobodySaid; place += 1) {
    jobs.push({ occupationCode: occupations.text(units[at++] as number), years: (units[at++] as number) / 100 })
  }
  return {
    skills: held,
    desiredOccupations: counts.wishes === nobodySaid ? null : wishes,
    experience: counts.jobs === nobodySaid ? null : jobs,
    education: counts.education === 0 ? null : (educationLevelCodes[counts.education - 1] ?? null),
  }
}
