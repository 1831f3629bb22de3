import type { Demand, PostingFacts } from '@zhihe/scoring/facts'
import { offeredLift } from '@zhihe/scoring/offers'
import { monthlyRange } from '@zhihe/scoring/pay-range'
import { educationRank } from '@zhihe/vocabulary/education'
import { minimumWorkingAge } from '@zhihe/vocabulary/working-age'
import { candidatesOf } from '../world.ts'
import { bitsOf, demandTable, licencePlaces, occupationPlaces, offeredBits, skillKey } from './codes.ts'
import { policyPoints } from './figures.ts'
import { outcomeOf } from './part-of.ts'
import { month, type Value } from './person-rows.ts'
import { type Places, partitionOf, remotePool } from './places.ts'

/** One row per open posting. */
export const postingColumns = {
  partition: 'int4',
  id: 'uuid',
  candidates: 'int2',
  region: 'int2',
  youngest: 'int2',
  oldest: 'int2',
  asks_age: 'int2',
  education: 'int2',
  form: 'int2',
  mode: 'int2',
  low: 'int4',
  high: 'int4',
  negotiable: 'bool',
  offered: 'int8',
  licences: 'numbers',
  occupation: 'int2',
  years: 'int2',
  policy: 'int2',
  statement: 'bool',
  skills: 'numbers',
  skill_weight: 'int2',
  demands: 'numbers',
  demand_weight: 'int2',
  assumed: 'numbers',
  assumed_count: 'int2',
} as const

/** What a demand asks of a capability, whoever asks it: an activity, a tolerated difficulty and what the offers lift. */
export interface DemandKind {
  icf: Demand['icf']
  credit: number[]
  tier: number[]
}

export interface DemandKinds {
  all: readonly DemandKind[]
  placeOf: (posting: PostingFacts, demand: Demand) => number
}

export function createDemandKinds(): DemandKinds {
  const all: DemandKind[] = []
  const places = new Map<string, number>()
  return {
    all,
    placeOf: (posting, demand) => {
      const key = `${demand.icf} ${demand.tolerated} ${offeredLift(posting, demand.icf)}`
      const known = places.get(key)
      if (known !== undefined) return known
      places.set(key, all.length)
      return all.push({ icf: demand.icf, ...demandTable(posting, { ...demand, essential: true }) }) - 1
    },
  }
}

export const sexes = [
  ['male', 0],
  ['female', 1],
  [null, 2],
] as const

export function* postingRow(posting: PostingFacts, places: Places, kinds: DemandKinds): Generator<Value[]> {
  if (outcomeOf('posting', posting, {}).tier === 'excluded') return
  const facts = { ...placeOf(posting, places), ...conditionsOf(posting), ...workOf(posting, kinds) }
  yield Object.keys(postingColumns).map((key) => (facts as Record<string, Value>)[key] ?? null)
}

function placeOf(posting: PostingFacts, places: Places) {
  const isRemote = posting.workMode === 'remote'
  return {
    partition: isRemote ? remotePool : partitionOf(posting.regionCode),
    region: isRemote ? 0 : places.allRegions.indexOf(posting.regionCode),
  }
}

function conditionsOf(posting: PostingFacts) {
  const { age, education, pay } = posting
  const range = pay && monthlyRange(pay)
  const isAsked = ([sex]: (typeof sexes)[number]) => outcomeOf('age', { age }, { birthMonth: null, sex }).tier !== 'excluded'
  return {
    id: posting.id,
    candidates: candidatesOf(posting.id),
    youngest: month - Math.max(minimumWorkingAge, age?.min ?? 0) * 12,
    oldest: age?.max == null ? 0 : month - age.max * 12 - 11,
    asks_age: sexes.filter(isAsked).reduce((mask, [, code]) => mask | (1 << code), 0),
    education: education === null ? null : educationRank(education),
    form: bitsOf.forms([posting.employmentForm]),
    mode: bitsOf.modes([posting.workMode]),
    low: range?.minFen ?? null,
    high: range?.maxFen ?? null,
    negotiable: pay?.negotiable ?? false,
    offered: offeredBits(posting),
    policy: policyPoints(posting),
    statement: posting.statementTypes.length > 0,
  }
}

function workOf(posting: PostingFacts, kinds: DemandKinds) {
  const { licences, occupationCode, skills, demands } = posting
  const own = demands.filter(({ source }) => source !== 'occupation')
  const assumed = demands.filter(({ source }) => source === 'occupation')
  return {
    licences: licences.length === 0 ? null : licences.map((code) => licencePlaces.get(code) ?? -1),
    occupation: occupationPlaces.get(occupationCode ?? '') ?? 0,
    years: posting.experienceYears,
    skills: skills.map(({ code, level, must }) => skillKey(code, level) * 2 + Number(must)),
    skill_weight: skills.reduce((sum, { must }) => sum + (must ? 3 : 1), 0),
    demands: own.map((demand) => kinds.placeOf(posting, demand) * 2 + Number(demand.essential)),
    demand_weight: own.reduce((sum, { essential }) => sum + (essential ? 3 : 1), 0),
    assumed: assumed.length === 0 ? null : assumed.map((demand) => kinds.placeOf(posting, demand)),
    assumed_count: assumed.length,
  }
}
