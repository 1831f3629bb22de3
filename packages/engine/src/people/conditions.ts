import type { PostingFacts } from '@zhihe/scoring/facts'
import { isOffered } from '@zhihe/scoring/offers'
import { monthlyRange } from '@zhihe/scoring/pay-range'
import { accommodations } from '@zhihe/vocabulary/accommodation'
import { educationLevelCodes, educationRank } from '@zhihe/vocabulary/education'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import type { Facets } from '../store/facets.ts'
import { commuteSlot } from './commute-slots.ts'
import { type CompiledDemand, worstWithin } from './demand-table.ts'
import { accommodationIndex, bitmap, licenceBitmap, payLines } from './layout.ts'
import { asks, excludes, outcomeShift, passes } from './rated.ts'
import type { SkillLanes } from './skill-lanes.ts'
import type { Tables } from './tables.ts'

/** Two bitmaps, one of which everybody is in who is wanted. Conditions let strangers through, never keep anybody out: the tables decide. */
export type Condition = readonly [number, number]

interface Compiled {
  posting: PostingFacts
  tables: Tables
  demands: readonly CompiledDemand[]
  lanes: SkillLanes
  licences: Facets
}

/** For the eligible (`strict`) and for all who are not excluded (`loose`), the likely most telling first. */
export function conditionsOf(compiled: Compiled): { strict: Condition[]; loose: Condition[] } {
  const { posting, tables, demands, lanes } = compiled
  const strict: Condition[] = [...lanes.held]
  addCommute(posting, strict)
  const loose: Condition[] = [...lanes.related]
  const add = (place: number, unknown: number) => {
    strict.push([place, place])
    loose.push([place, unknown])
  }
  for (const demand of demands) addDemand(demand, strict, loose)
  for (const licence of posting.licences) {
    const number = compiled.licences.find(licence)
    if (number >= 0) add(licenceBitmap(number), bitmap.licenceUnknown)
  }
  add(bitmap.mode + workModeCodes.indexOf(posting.workMode), bitmap.modeUnknown)
  add(bitmap.form + employmentFormCodes.indexOf(posting.employmentForm), bitmap.formUnknown)
  if (tables.age.bornSince !== null) add(tables.age.bornSince, bitmap.bornUnknown)
  const rank = lowestRank(tables)
  if (rank > 0) add(bitmap.education + rank - 1, bitmap.educationUnknown)
  addPay(posting, strict, loose)
  return { strict, loose }
}

// Rows that stand under no prefecture are in every one of these bitmaps.
function addCommute({ workMode, regionCode }: PostingFacts, strict: Condition[]): void {
  const slot = workMode === 'remote' ? null : commuteSlot(regionCode)
  if (slot !== null) strict.push([bitmap.commute + slot, bitmap.commute + slot])
}

/** Who requires nothing, or something that is offered. */
export function needsOf(posting: PostingFacts): number[] {
  const offered = accommodations.filter(({ code }) => isOffered(posting, code))
  return [bitmap.requiresNothing, ...offered.map(({ code }) => bitmap.requires + (accommodationIndex.get(code) ?? 0))]
}

function addDemand(demand: CompiledDemand, strict: Condition[], loose: Condition[]): void {
  if (demand.table.outcomes.every((outcome) => outcome === passes)) return
  const [best, worst] = [worstWithin(demand, passes), worstWithin(demand, asks)]
  const own = bitmap.capability + demand.icf * 4
  const isAsked = demand.table.outcomes[0] !== passes
  const open = bitmap.capabilityOpen + demand.icf
  if (best !== null && best >= 0 && best < 4) strict.push([own + best, isAsked ? own + best : open])
  if (worst !== null && worst >= 0 && worst < 4) loose.push([own + worst, open])
}

// The lowest rank of schooling that is not turned away.
function lowestRank({ education }: Tables): number {
  const ranks = educationLevelCodes
    .filter((_, place) => (education.words[place + 1] as number) >>> outcomeShift < excludes)
    .map((code) => educationRank(code))
  return Math.min(7, ...ranks)
}

function addPay({ pay }: PostingFacts, strict: Condition[], loose: Condition[]): void {
  const range = pay && monthlyRange(pay)
  // The first line at or above what is paid: below it everybody passes, and a few above are left to the table.
  const line = payLines.findIndex((line) => line >= (range?.maxFen ?? 0))
  if (line < 0) return
  strict.push([bitmap.pay + line, bitmap.pay + line])
  if (range && !pay.negotiable) loose.push([bitmap.pay + line, bitmap.pay + line])
}
