import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { educationRank } from '@zhihe/vocabulary/education'
import { retirementMonth } from '@zhihe/vocabulary/working-age'
import { recommendationsOf, worldAt } from '../world.ts'
import { bitsOf, capabilityBytes, licencePlaces, occupationPlaces, skillFamilyBits, skillKey } from './codes.ts'
import { type Places, remotePool } from './places.ts'

/** A value of a row before a dialect writes it. */
export type Value = number | bigint | string | boolean | null | Uint8Array | readonly number[]

/** One row for each partition a person may be found in, so that a question reads one range of the table. */
export const personColumns = {
  partition: 'int4',
  id: 'uuid',
  recommendations: 'int2',
  born: 'int2',
  retires_first: 'int2',
  retires_last: 'int2',
  sex: 'int2',
  education: 'int2',
  forms: 'int2',
  modes: 'int2',
  reach: 'bytes',
  floor: 'int4',
  wish1: 'int2',
  wish2: 'int2',
  wish3: 'int2',
  capabilities: 'bytes',
  families: 'int8',
  skills: 'keys',
  needs: 'int8',
  wants: 'int8',
  licences: 'numbers',
  worked: 'bool',
  work1: 'int2',
  quarters1: 'int2',
  work2: 'int2',
  quarters2: 'int2',
  work3: 'int2',
  quarters3: 'int2',
} as const

const nobody = new Uint8Array(0)

/** The rows of one person: none when she may not be matched at all. */
export function* personRows(jobseeker: JobseekerFacts, places: Places): Generator<Value[]> {
  if (!jobseeker.active || !jobseeker.consentsToMatching) return
  const { workModes } = jobseeker
  const facts = factsOf(jobseeker)
  const row = (partition: number, reach: Uint8Array) =>
    Object.keys(personColumns).map((key) => ({ ...facts, partition, reach })[key] ?? null)
  if (workModes === null || workModes.some((mode) => mode !== 'remote')) {
    for (const [partition, reach] of places.reachOf(jobseeker)) yield row(partition, reach)
  }
  if (workModes?.includes('remote') ?? true) yield row(remotePool, nobody)
}

function factsOf(jobseeker: JobseekerFacts): Record<string, Value> {
  const { birthMonth, sex, education, desiredOccupations, experience, accommodationsNeeded, licences } = jobseeker
  const wishes = desiredOccupations ?? []
  const needed = (required: boolean) =>
    accommodationsNeeded === null
      ? null
      : bitsOf.accommodations(accommodationsNeeded.filter((need) => need.required === required).map(({ code }) => code))
  return {
    id: jobseeker.id,
    recommendations: recommendationsOf(jobseeker.id),
    born: birthMonth === null ? null : monthNumber(birthMonth),
    retires_first: birthMonth === null ? null : monthNumber(retirementMonth(sex ?? 'female', birthMonth)),
    retires_last: birthMonth === null ? null : monthNumber(retirementMonth(sex ?? 'male', birthMonth)),
    sex: sex === null ? 2 : Number(sex === 'female'),
    education: education === null ? null : educationRank(education),
    forms: jobseeker.employmentForms && bitsOf.forms(jobseeker.employmentForms),
    modes: jobseeker.workModes && bitsOf.modes(jobseeker.workModes),
    floor: jobseeker.payFloorFen,
    ...Object.fromEntries([0, 1, 2].map((place) => [`wish${place + 1}`, occupationPlaces.get(wishes[place] ?? '') ?? 0])),
    capabilities: capabilityBytes(jobseeker),
    families: skillFamilyBits(jobseeker.skills.map(({ code }) => code)),
    skills: jobseeker.skills.map(({ code, level }) => skillKey(code, level)),
    needs: needed(true),
    wants: needed(false),
    licences: licences && licences.map((code) => licencePlaces.get(code) ?? -1),
    worked: experience !== null,
    ...Object.fromEntries(
      [0, 1, 2].map((place) => [`work${place + 1}`, occupationPlaces.get(experience?.[place]?.occupationCode ?? '') ?? 0]),
    ),
    ...Object.fromEntries([0, 1, 2].map((place) => [`quarters${place + 1}`, (experience?.[place]?.years ?? 0) * 4])),
  }
}

/** The month of every question, in China. */
export const month = monthNumber(new Date(worldAt.getTime() + 8 * 3_600_000).toISOString())

/** Months since the year 0. */
export function monthNumber(text: string): number {
  return Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1
}
