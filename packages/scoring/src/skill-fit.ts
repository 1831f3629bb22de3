import { relatedness } from '@zhihe/vocabulary/skill'
import type { HeldSkill, JobseekerFacts, RequiredSkill } from './facts.ts'
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

const nothing: SkillFit = { credit: 0, by: null }

/** The best credit that any of her skills earns for a required one. The order of her list does not matter. */
export function bestSkill(jobseeker: JobseekerFacts, required: RequiredSkill): SkillFit {
  const own = ownSkill(jobseeker, required)
  if (own !== null) return { credit: full, by: own }
  let best = nothing
  for (const held of jobseeker.skills) {
    const credit = creditOf(held, required)
    if (credit > best.credit || (credit > 0 && credit === best.credit && precedes(held, best.by, required))) best = { credit, by: held }
  }
  return best
}

function ownSkill(jobseeker: JobseekerFacts, required: RequiredSkill): HeldSkill | null {
  let own: HeldSkill | null = null
  for (const held of jobseeker.skills) {
    if (held.code === required.code && held.level >= required.level && precedes(held, own, required)) own = held
  }
  return own
}

/** Held itself, at the asked level or above. */
export function isHeld(fit: SkillFit): boolean {
  return fit.credit === full
}

function creditOf(held: HeldSkill, required: RequiredSkill): number {
  const byLevel = creditByDeficit[Math.max(0, required.level - held.level)] ?? 0
  if (held.code === required.code) return byLevel
  switch (relatedness(held.code, required.code)) {
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
