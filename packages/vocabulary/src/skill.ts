import { aliasIndex } from './alias-index.ts'
import { codeTable } from './code-table.ts'
import { skills as rows } from './data/skills.ts'
import type { Label } from './label.ts'

// A string, not a union of literals: the union would travel into every wire type, and codes arrive from outside anyway.
export type SkillCode = string
export type SkillFamily = (typeof rows)[number]['family']
export type SkillRelation = 'same' | 'near_equal' | 'family' | 'none'

export interface Skill extends Label {
  code: SkillCode
  family: SkillFamily
  aliases: readonly string[]
  /** Skills that do nearly the same job; `relatedness` reads them in both directions. */
  nearEqual?: readonly SkillCode[]
}

export const skills: readonly Skill[] = rows

const table = codeTable(skills)
const find = aliasIndex(skills)
const nearPairs = new Set(
  skills.flatMap((skill) => (skill.nearEqual ?? []).flatMap((near) => [`${skill.code} ${near}`, `${near} ${skill.code}`])),
)

export function isSkillCode(text: string): boolean {
  return table.has(text)
}

/** Labels of a skill; an unknown code is its own label. */
export function skillLabel(code: string): Label {
  return table.labelOrCode(code)
}

/** The skill a short text names, as a whole or inside it (熟练使用 Excel); null when it names none. */
export function findSkill(text: string): SkillCode | null {
  return find(text)?.code ?? null
}

/** The family of a skill, or null for an unknown code. */
export function skillFamily(code: string): SkillFamily | null {
  return table.find(code)?.family ?? null
}

/** What a skill somebody has is worth for a skill somebody needs; the same in both directions. */
export function relatedness(have: string, need: string): SkillRelation {
  if (have === need) return 'same'
  if (nearPairs.has(`${have} ${need}`)) return 'near_equal'
  const family = skillFamily(have)
  return family !== null && family === skillFamily(need) ? 'family' : 'none'
}
