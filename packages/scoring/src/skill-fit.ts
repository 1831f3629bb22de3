import { relatedness, type SkillRelation } from '@zhihe/vocabulary/skill'
import type { HeldSkill, JobseekerFacts, PostingFacts, RequiredSkill } from './facts.ts'
import { full } from './weights.ts'

/** Credit by how many levels the held skill falls short. */
const creditByDeficit = [full, 8_000, 6_000, 4_000, 2_500] as const
const nearEqualCap = 7_500
const familyCap = 4_000

export interface SkillFit {
  /** 0-10000; 0: nothing she holds is related. */
  credit: number
  /** The held skill that earns the credit. */
  by: HeldSkill | null
}

/** The best credit that any of her skills earns for a required one. The order of her list does not matter. */
export function bestSkill(jobseeker: JobseekerFacts, required: RequiredSkill): SkillFit {
  const fit: SkillFit = { credit: 0, by: null }
  for (const held of jobseeker.skills) improve(fit, held, { required, relation: relatedness(held.code, required.code) })
  return fit
}

/** `bestSkill` for every skill of the posting, in their order: one look for each held skill, not one for each pair of skills. */
export function bestSkills({ skills: needed }: PostingFacts, { skills }: JobseekerFacts): SkillFit[] {
  const { relations } = relationsOf(needed)
  const fits = needed.map((): SkillFit => ({ credit: 0, by: null }))
  for (const held of skills) {
    const related = relations.get(held.code) ?? relate(relations, needed, held.code)
    for (const { place, relation } of related) {
      improve(fits[place] as SkillFit, held, { required: needed[place] as RequiredSkill, relation })
    }
  }
  return fits
}

/** Held itself, at the asked level or above. */
export function isHeld(fit: SkillFit): boolean {
  return fit.credit === full
}

interface Related {
  /** Of the required skill. */
  place: number
  relation: SkillRelation
}

interface Known {
  codes: readonly string[]
  /** By held code; an empty list for most. */
  relations: Map<string, readonly Related[]>
}

const mostHeld = 5_000
const unrelated: readonly Related[] = []
// Found by the list and checked by value: a list that was changed in place is read anew.
const knownByList = new WeakMap<readonly RequiredSkill[], Known>()

function relationsOf(needed: readonly RequiredSkill[]): Known {
  const known = knownByList.get(needed)
  if (known !== undefined && isSame(known.codes, needed)) return known
  const fresh: Known = { codes: needed.map(({ code }) => code), relations: new Map() }
  knownByList.set(needed, fresh)
  return fresh
}

function isSame(codes: readonly string[], needed: readonly RequiredSkill[]): boolean {
  if (codes.length !== needed.length) return false
  for (let place = 0; place < codes.length; place += 1) if (codes[place] !== needed[place]?.code) return false
  return true
}

function relate(relations: Known['relations'], needed: readonly RequiredSkill[], held: string): readonly Related[] {
  const all = needed.map(({ code }, place): Related => ({ place, relation: relatedness(held, code) }))
  const related = all.filter(({ relation }) => relation !== 'none')
  if (relations.size >= mostHeld) relations.clear()
  relations.set(held, related.length === 0 ? unrelated : related)
  return related
}

interface Tie {
  required: RequiredSkill
  relation: SkillRelation
}

function improve(fit: SkillFit, held: HeldSkill, { required, relation }: Tie): void {
  const credit = creditOf(held, required, relation)
  if (credit > fit.credit || (credit > 0 && credit === fit.credit && precedes(held, fit.by, required))) {
    fit.credit = credit
    fit.by = held
  }
}

function creditOf(held: HeldSkill, required: RequiredSkill, relation: SkillRelation): number {
  const byLevel = creditByDeficit[Math.max(0, required.level - held.level)] ?? 0
  switch (relation) {
    case 'same':
      return byLevel
    case 'near_equal':
      return Math.min(nearEqualCap, byLevel)
    case 'family':
      return Math.floor((familyCap * Math.min(held.level, required.level)) / required.level)
    case 'none':
      return 0
  }
}

// Of equal credits: the skill itself, then a verified one, then the higher level, then the smaller code.
function precedes(a: HeldSkill, b: HeldSkill | null, { code }: RequiredSkill): boolean {
  if (b === null) return true
  if (a.code !== b.code && (a.code === code || b.code === code)) return a.code === code
  if (a.evidence !== b.evidence) return a.evidence === 'verified'
  return a.level > b.level || (a.level === b.level && a.code < b.code)
}
