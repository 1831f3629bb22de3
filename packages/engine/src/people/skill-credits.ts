import type { HeldSkill, RequiredSkill } from '@zhihe/scoring/facts'
import { bestSkill } from '@zhihe/scoring/skill-fit'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { full } from '@zhihe/scoring/weights'
import { relatedness } from '@zhihe/vocabulary/skill'
import type { Facets } from '../store/facets.ts'
import { familyBitmap, skillBitmap } from './layout.ts'

/** Which held skills earn credit for a required one, and how much by the level at which they are held. */
export interface Earning {
  /** Skills of the dictionary, by number. */
  skills: number[]
  /** [8 * place + level] */
  credits: number[]
  /** Bitmaps of those that earn full credit at some level, and of all. */
  held: Set<number>
  related: Set<number>
  /** The best that those earn who never earn full credit. */
  mostRelated: number
  /** How much of the dictionary was looked at. */
  known: number
}

const levels = 8

/** Asks scoring once for each pair of skills and each level; the dictionary only grows, so what is known stays true. */
export function createSkillCredits(dictionary: Facets) {
  const byNeed = new Map<string, Earning>()
  const relatedTo = createRelated(dictionary)
  return (required: RequiredSkill): Earning => {
    const key = `${required.level} ${required.code}`
    let earning = byNeed.get(key)
    if (earning === undefined) {
      earning = { skills: [], credits: [], held: new Set(), related: new Set(), mostRelated: 0, known: 0 }
      byNeed.set(key, earning)
    }
    if (earning.known < dictionary.count()) {
      for (const skill of relatedTo(required.code))
        if (skill >= earning.known) addSkill(earning, required, { skill, code: dictionary.text(skill) })
      earning.known = dictionary.count()
    }
    return earning
  }
}

/** The skills of the dictionary that are anything to a code: the level does not matter to that. */
function createRelated(dictionary: Facets) {
  const byCode = new Map<string, { skills: number[]; known: number }>()
  // Written out once: a text made anew has to be hashed anew, which was most of asking how it is related.
  const codes: string[] = []
  return (code: string): readonly number[] => {
    const held = byCode.get(code) ?? { skills: [], known: 0 }
    byCode.set(code, held)
    while (codes.length < dictionary.count()) codes.push(dictionary.text(codes.length))
    for (; held.known < codes.length; held.known += 1) {
      if (relatedness(codes[held.known] as string, code) !== 'none') held.skills.push(held.known)
    }
    return held.skills
  }
}

function addSkill(earning: Earning, required: RequiredSkill, { skill, code }: { skill: number; code: string }): void {
  // A credit never falls with the level, so who earns nothing at the highest earns nothing.
  const most = creditOf(required, code, levels - 1)
  if (most === 0) return
  earning.skills.push(skill)
  earning.related.add(familyBitmap(code) ?? skillBitmap(skill))
  if (most === full) earning.held.add(skillBitmap(skill))
  else earning.mostRelated = Math.max(earning.mostRelated, most)
  for (let level = 0; level < levels; level += 1) earning.credits.push(creditOf(required, code, level))
}

function creditOf(required: RequiredSkill, code: string, level: number): number {
  const skills: HeldSkill[] = [{ code, level: level as HeldSkill['level'], evidence: 'declared' }]
  return bestSkill({ ...unsaidJobseeker, skills }, required).credit
}
