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

/** The best credit that any of her skills earns for a required one. */
export function bestSkill(jobseeker: JobseekerFacts, required: RequiredSkill): SkillFit {
  const own = jobseeker.skills.find(({ code, level }) => code === required.code && level >= required.level)
  if (own !== undefined) return { credit: full, by: own }
  let best = nothing
  for (const held of jobseeker.skills) {
    const credit = creditOf(held, required)
    // An equal credit goes to the skill itself, then to the smaller code, so that the order of her list does not matter.
    if (credit > best.credit || (credit > 0 && credit === best.credit && precedes(held, best.by, required))) best = { credit, by: held }
  }
  return best
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

function precedes(a: HeldSkill, b: HeldSkill | null, required: RequiredSkill): boolean {
  if (b === null || a.code === required.code) return true
  return b.code !== required.code && a.code < b.code
}
